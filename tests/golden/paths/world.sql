-- Things that lead to things: integers, texts, composite keys, two templates, blank nodes, literals at
-- the end, named graphs.

-- A graph with circles, and people of whom few have a given name.
CREATE TABLE person (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  boss integer REFERENCES person
);
CREATE TABLE knows (
  a integer NOT NULL REFERENCES person,
  b integer NOT NULL REFERENCES person,
  PRIMARY KEY (a, b)
);
CREATE INDEX ON person (boss);
CREATE INDEX ON knows (b);

-- People own firms, firms own firms.
CREATE TABLE firm (
  code varchar(8) PRIMARY KEY,
  name text NOT NULL
);
CREATE TABLE share (
  person integer REFERENCES person,
  owner  varchar(8) REFERENCES firm,
  firm   varchar(8) NOT NULL REFERENCES firm
);

-- Keys of two columns.
CREATE TABLE airport (
  country char(2) NOT NULL,
  city    text NOT NULL,
  PRIMARY KEY (country, city)
);
CREATE TABLE flight (
  from_country char(2) NOT NULL,
  from_city    text NOT NULL,
  to_country   char(2) NOT NULL,
  to_city      text NOT NULL
);

-- Lists of blank nodes with values at the end.
CREATE TABLE cell (
  id    integer PRIMARY KEY,
  value text,
  next  integer
);

-- Edges that are in graphs of their own.
CREATE TABLE edge (
  graph integer NOT NULL,
  a     integer NOT NULL,
  b     integer NOT NULL
);

INSERT INTO person VALUES
  (1, 'Ada', NULL), (2, 'Bo', 1), (3, 'Cy', 1), (4, 'Di', 2), (5, 'Ed', 4), (6, 'Fay', 3), (7, 'Gus', NULL);
INSERT INTO knows VALUES (1, 2), (2, 3), (3, 1), (3, 4), (4, 4), (6, 5), (5, 6);
INSERT INTO firm VALUES ('A', 'Alpha'), ('B', 'Beta'), ('C', 'Gamma'), ('D', 'Delta');
INSERT INTO share VALUES (1, NULL, 'A'), (NULL, 'A', 'B'), (NULL, 'B', 'C'), (NULL, 'C', 'B'), (4, NULL, 'D');
INSERT INTO airport VALUES ('NO', 'Oslo'), ('NO', 'Bergen'), ('DE', 'Bonn'), ('DE', 'Ulm'), ('FR', 'Lyon');
INSERT INTO flight VALUES
  ('NO', 'Oslo', 'NO', 'Bergen'), ('NO', 'Bergen', 'DE', 'Bonn'), ('DE', 'Bonn', 'NO', 'Oslo'),
  ('DE', 'Ulm', 'FR', 'Lyon');
INSERT INTO cell VALUES (1, 'one', 2), (2, 'two', 3), (3, NULL, NULL), (4, 'four', 2);
INSERT INTO edge VALUES (1, 1, 2), (1, 2, 3), (2, 3, 4), (2, 4, 3), (2, 1, 2);
