SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t1 (
  c0 integer,
  c2 numeric(8,2)
);
INSERT INTO t1 VALUES
  ('5', '0.00'),
  ('7', NULL),
  ('5', '0.10');
CREATE TABLE t3 (
  c0 timestamp NOT NULL,
  c1 timestamp
);
INSERT INTO t3 VALUES
  ('2020-01-01 00:00:00', '1999-12-31 23:59:59.5'),
  ('2020-01-01 00:00:00', NULL);
