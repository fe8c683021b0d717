SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t1 (
  c2 integer
);
INSERT INTO t1 VALUES
  ('10'),
  ('4');
