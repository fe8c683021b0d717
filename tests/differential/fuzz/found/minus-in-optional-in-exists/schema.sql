SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t0 (
  c0 char(4),
  c1 double precision NOT NULL,
  c2 boolean,
  c3 bytea,
  UNIQUE (c2, c1)
);
INSERT INTO t0 VALUES
  ('a   ', '0.5', 't', '\x61'),
  (NULL, '1', 't', '\x');
