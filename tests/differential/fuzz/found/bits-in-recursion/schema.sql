CREATE DOMAIN bits AS bit(3);
CREATE TABLE t1 (
  c0 integer,
  c1 bit(3),
  c2 bits,
  c3 numeric(8,2)
);
INSERT INTO t1 VALUES
  ('5', '101', '110', '0.10');
