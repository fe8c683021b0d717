-- A lending library whose tables are large, as PostgreSQL takes them to be: for the law that lists
-- what few rows have in common.
CREATE TABLE reader (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  born integer NOT NULL,
  town text NOT NULL
);

CREATE TABLE book (
  id    integer PRIMARY KEY,
  title text NOT NULL,
  year  integer
);

-- Three for each reader, six for each book.
CREATE TABLE likes (
  reader integer NOT NULL REFERENCES reader,
  book   integer NOT NULL REFERENCES book,
  stars  integer NOT NULL,
  PRIMARY KEY (reader, book)
);
CREATE INDEX ON likes (book);

-- The book that was lent last, of which no index knows.
CREATE TABLE shelf (
  number integer PRIMARY KEY,
  last   integer REFERENCES book,
  height numeric(5,2),
  room   character(4),
  high   boolean
);

-- A reader's number of another type.
CREATE TABLE member (
  reader bigint PRIMARY KEY,
  since  integer NOT NULL
);

INSERT INTO reader
  SELECT id, 'Reader ' || id, 1940 + id % 60, CASE id % 4 WHEN 0 THEN 'Graz' ELSE 'Wien' END
  FROM generate_series(1, 400) AS id;
INSERT INTO book
  SELECT id, 'Book ' || id, CASE WHEN id % 9 > 0 THEN 1900 + id % 100 END
  FROM generate_series(1, 200) AS id;
INSERT INTO likes
  SELECT reader, 1 + (reader * 7 + number * number * 31) % 200, 1 + (reader + number) % 5
  FROM generate_series(1, 400) AS reader, generate_series(1, 3) AS number;
INSERT INTO shelf
  SELECT number, CASE WHEN number % 5 > 0 THEN 1 + number % 200 END, number / 8.0,
    CASE number % 2 WHEN 0 THEN 'a' ELSE 'bc' END, number % 3 = 0
  FROM generate_series(1, 400) AS number;
INSERT INTO member SELECT id, 1960 + id % 50 FROM generate_series(1, 400) AS id;
ANALYZE reader, book, likes, shelf, member;
-- As of a library six times as large.
UPDATE pg_class SET reltuples = reltuples * 6, relpages = relpages * 6
  WHERE relname IN ('reader', 'book', 'likes', 'shelf', 'member');
