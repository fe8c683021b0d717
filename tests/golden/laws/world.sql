-- A railway, made for the laws that the office of ../rewrite does not show: templates whose texts do
-- not tell their columns apart, rows beside rows that need not be there, checks, views.

CREATE TABLE land (
  code text PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE station (
  id       integer PRIMARY KEY,
  name     text NOT NULL,
  land     text NOT NULL REFERENCES land,
  opened   integer NOT NULL CHECK (opened > 1800),
  kind     text NOT NULL CHECK (kind IN ('through', 'terminus')),
  rebuilt  integer,
  twin     integer REFERENCES station
);

-- Not every station has one; whatever is known of it stands in one row.
CREATE TABLE buffet (
  station integer PRIMARY KEY REFERENCES station,
  name    text,
  seats   integer,
  stars   integer CHECK (stars BETWEEN 1 AND 5)
);

CREATE TABLE halt (
  line  text NOT NULL,
  place text NOT NULL,
  at    text NOT NULL,
  note  text,
  PRIMARY KEY (line, place, at)
);

-- Its checks say which characters its texts lack.
CREATE TABLE call (
  line  text NOT NULL,
  place text NOT NULL CHECK (place !~ '[-/]'),
  hour  text NOT NULL CHECK (position('-' in hour) = 0 AND hour NOT LIKE '%/%'),
  track text NOT NULL,
  PRIMARY KEY (line, place, hour)
);

CREATE TABLE train (
  number integer PRIMARY KEY,
  line   text NOT NULL,
  goal   integer NOT NULL REFERENCES station,
  cars   integer
);

CREATE INDEX ON station (opened);

CREATE TABLE notice (
  id       integer PRIMARY KEY,
  station  integer NOT NULL REFERENCES station,
  language character(3) NOT NULL,
  text     text NOT NULL
);

CREATE VIEW express AS SELECT number, line, goal FROM train WHERE cars > 8;

INSERT INTO land VALUES ('at', 'Austria'), ('it', 'Italy'), ('xx', 'Nowhere');
INSERT INTO station VALUES
  (1, 'Wien', 'at', 1838, 'terminus', 2014, NULL),
  (2, 'Linz', 'at', 1858, 'through', NULL, 3),
  (3, 'Udine', 'it', 1860, 'through', 1950, 2),
  (4, 'Venezia', 'it', 1846, 'terminus', 1954, NULL),
  (5, 'Steyr', 'at', 1868, 'through', NULL, NULL);
INSERT INTO buffet VALUES (1, 'Rosenkavalier', 80, 4), (2, NULL, 20, NULL), (4, 'Ombra', NULL, 5);
-- Two pairs of rows that build one string each.
INSERT INTO halt VALUES
  ('a-b', 'c', '7', 'first'), ('a', 'b-c', '7', NULL), ('a', 'b', '8', 'x'),
  ('s/n', 'ö', '9', 'y'), ('a', 'b', '9', 'x');
INSERT INTO call VALUES
  ('a-b', 'c', '7:00', '1-a'), ('a', 'b.c', '7:00', 'b-1-a'), ('a', 'b', '8:00', '1'), ('s/n', 'ö', '9:00', 'a-1');
INSERT INTO train VALUES (10, 'a', 1, 9), (11, 'a', 2, 3), (12, 'a-b', 1, NULL), (13, 's/n', 4, 12);
INSERT INTO notice VALUES (1, 1, 'de', 'Halt'), (2, 1, 'en', 'Stop'), (3, 4, 'ita', 'Ferma');
