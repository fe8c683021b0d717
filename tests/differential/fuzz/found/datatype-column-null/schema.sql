SET standard_conforming_strings = on;
SET TimeZone = 'UTC';
CREATE TABLE t0 (
  c0 text NOT NULL,
  "semi;colon1" text,
  c2 text,
  c3 boolean,
  PRIMARY KEY (c0),
  UNIQUE (c2)
);
INSERT INTO t0 VALUES
  ('z7', 'http://y.example/%C3%A9', NULL, NULL),
  ('a', 'http://y.example/é', NULL, 'f'),
  ('1', 'http://x.example/a/2', '', 'f');
