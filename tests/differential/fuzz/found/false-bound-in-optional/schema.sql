SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t0 (
  c0 smallint NOT NULL,
  c1 char(4) NOT NULL,
  c2 text NOT NULL
);
INSERT INTO t0 VALUES
  ('1', '1   ', 'A'),
  ('1', '1   ', 'A'),
  ('4', 'é   ', 'a'),
  ('-1', 'ab  ', 'http://x.example/a/1'),
  ('4', '    ', 'o''hara');
