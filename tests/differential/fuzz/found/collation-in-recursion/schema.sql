SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TYPE mood AS ENUM ('b', 'ab', 'a', 'A', '1', 'x-1', 'a b', 'é', '100%');
CREATE TABLE t0 (
  c0 integer NOT NULL,
  c1 smallint,
  c2 char(4) NOT NULL,
  PRIMARY KEY (c0)
);
INSERT INTO t0 VALUES
  ('4', NULL, 'a   '),
  ('3', NULL, 'ab  '),
  ('-1', '-1', '    ');
CREATE TABLE t2 (
  c0 mood NOT NULL,
  c1 integer,
  c2 text NOT NULL,
  c4 bigint,
  "per%cent5" text NOT NULL,
  PRIMARY KEY (c0)
);
CREATE TABLE t3 (
  c0 text,
  c1 smallint,
  c2 mood,
  c3 numeric,
  FOREIGN KEY (c2) REFERENCES t2 (c0)
);
INSERT INTO t3 VALUES
  (NULL, '0', NULL, NULL);
