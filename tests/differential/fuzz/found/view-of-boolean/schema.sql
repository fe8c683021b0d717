SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t0 (
  "Order0" char(4) NOT NULL,
  c1 text,
  c2 double precision,
  c3 boolean,
  PRIMARY KEY ("Order0")
);
INSERT INTO t0 VALUES
  ('ab  ', 'a', '0.1', NULL),
  ('a b ', '', '-Infinity', 'f');
CREATE TABLE t1 (
  c0 text NOT NULL,
  c1 text,
  c2 text,
  c3 text,
  PRIMARY KEY (c0),
  UNIQUE (c2)
);
INSERT INTO t1 VALUES
  ('2', NULL, 'rel1', NULL);
