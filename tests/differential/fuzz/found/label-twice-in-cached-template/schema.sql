CREATE TABLE t0 (
  c0 integer PRIMARY KEY,
  c2 double precision
);
INSERT INTO t0 VALUES (1, NULL), (2, '-3');
