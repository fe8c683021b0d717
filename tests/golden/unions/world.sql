-- A harbour, made for laws about unions that are joined: one kind of thing lies in several tables, and so does
-- what is said of it. The owner of a ferry is known by a foreign key, that of a barge is not, a raft only says a number.

CREATE TABLE company (
  id       integer PRIMARY KEY,
  name     text NOT NULL UNIQUE,
  town     text NOT NULL,
  flagship integer
);

CREATE TABLE ferry (
  id    integer PRIMARY KEY,
  owner text NOT NULL REFERENCES company (name),
  built integer NOT NULL
);

CREATE TABLE barge (
  id    integer PRIMARY KEY,
  owner text NOT NULL,
  built integer NOT NULL
);

CREATE TABLE raft (
  id   integer PRIMARY KEY,
  firm integer NOT NULL
);

CREATE TABLE engine (
  vessel integer NOT NULL,
  number integer NOT NULL,
  power  integer NOT NULL,
  fuel   text,
  PRIMARY KEY (vessel, number)
);

CREATE TABLE mast (
  vessel integer PRIMARY KEY,
  height integer NOT NULL
);

-- Read whole where its findings are asked for: no index has them.
CREATE TABLE survey (
  vessel  integer NOT NULL,
  number  integer NOT NULL,
  finding text NOT NULL,
  year    integer NOT NULL,
  PRIMARY KEY (vessel, number)
);
CREATE INDEX ON survey (year);

INSERT INTO company VALUES (1, 'Aker', 'Oslo', 1), (2, 'Bore', 'Turku', 4), (3, 'Color', 'Oslo', NULL);
INSERT INTO ferry VALUES (1, 'Aker', 1990), (2, 'Bore', 1975), (3, 'Aker', 1990);
INSERT INTO barge VALUES (3, 'Color', 1960), (4, 'Bore', 1990), (5, 'Nobody', 1950);
INSERT INTO raft VALUES (6, 3), (7, 9);
INSERT INTO engine VALUES (1, 1, 900, 'diesel'), (1, 2, 900, 'diesel'), (2, 1, 400, NULL), (3, 1, 25, 'steam'),
  (6, 1, 10, NULL);
INSERT INTO mast VALUES (1, 20), (3, 25), (4, 12), (5, 9), (6, 4);
INSERT INTO survey SELECT vessel, number, CASE WHEN number % 2 = 0 THEN 'rust' ELSE 'none' END, 1990 + vessel
  FROM generate_series(1, 5) AS vessel, generate_series(1, 4) AS number;
ANALYZE survey, company, mast, ferry;
