SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t2 (
  c2 text
);
