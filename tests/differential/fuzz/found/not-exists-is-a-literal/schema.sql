SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t0 (
  c0 integer NOT NULL,
  PRIMARY KEY (c0)
);
INSERT INTO t0 VALUES
  ('1');
