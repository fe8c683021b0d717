CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t1 (
  c0 integer PRIMARY KEY,
  c1 mood,
  c2 text,
  c3 numeric,
  c4 point
);
CREATE TABLE t2 (
  c0 integer PRIMARY KEY,
  c1 mood NOT NULL,
  c2 inet
);
INSERT INTO t1 VALUES (1, 'sad', 'a', 1.5, '(1,2)'), (2, NULL, 'sad', 2, NULL);
INSERT INTO t2 VALUES (7, 'ok', '10.0.0.1'), (8, 'sad', NULL);
