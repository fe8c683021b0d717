-- A small office, made so that every law of the rewriter has something to bite on: keys and tables
-- without keys, columns that may be NULL, two tables for one class, duplicates, named graphs.

CREATE TABLE dept (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  city text
);

CREATE TABLE emp (
  id    integer PRIMARY KEY,
  name  text NOT NULL,
  nick  text,
  boss  integer REFERENCES emp,
  dept  integer REFERENCES dept,
  badge integer UNIQUE,
  paid  numeric(8, 2),
  since date
);

-- People from outside: another template, the same class, and a name that may be missing.
CREATE TABLE guest (
  code text PRIMARY KEY,
  name text,
  host integer NOT NULL REFERENCES emp
);

-- Former staff: the same template as emp, so the same people may be in both.
CREATE TABLE former (
  id   integer PRIMARY KEY,
  name text NOT NULL
);

-- No key: a row may be there twice.
CREATE TABLE visit (
  emp  integer NOT NULL,
  dept integer NOT NULL,
  day  date
);

CREATE TABLE skill (
  emp   integer NOT NULL REFERENCES emp,
  skill text NOT NULL,
  level integer,
  PRIMARY KEY (emp, skill)
);

INSERT INTO dept VALUES (1, 'Sales', 'Oslo'), (2, 'Research', NULL), (3, 'Attic', 'Oslo');
INSERT INTO emp VALUES
  (1, 'Ada', NULL, NULL, 2, 100, 9000.50, '2015-01-01'),
  (2, 'Bo', 'B', 1, 1, NULL, 4000, '2016-05-04'),
  (3, 'Cy', 'cyan', 1, 2, 102, 5000, NULL),
  (4, 'Di', NULL, 2, NULL, NULL, NULL, '2020-02-29'),
  (5, 'Bo', NULL, 2, 1, 104, 4000.00, '2021-03-01');
INSERT INTO guest VALUES ('g1', 'Ada', 1), ('g 2', NULL, 2), ('g/3', 'Eve', 2);
INSERT INTO former VALUES (1, 'Ada'), (4, 'Dina'), (9, 'Zoe');
INSERT INTO visit VALUES (1, 1, '2024-01-01'), (1, 1, '2024-01-01'), (2, 3, NULL), (3, 1, '2024-01-02');
INSERT INTO skill VALUES (1, 'sql', 5), (1, 'rdf', 4), (2, 'sql', NULL), (3, 'rdf', 2), (5, 'tea', 5);
