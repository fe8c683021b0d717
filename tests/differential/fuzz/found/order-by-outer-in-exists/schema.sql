CREATE TABLE t1 (
  c0 integer NOT NULL,
  c1 text NOT NULL,
  c2 text
);
INSERT INTO t1 VALUES
  ('2', '', 'a/3'),
  ('7', 'a b', NULL),
  ('4', 'a b', NULL);
