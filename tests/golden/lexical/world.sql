-- A calendar whose dates and numbers may be such as neither XSD's decimals nor its dates have: infinite, of a
-- year BC, no number. Where they are, no term is, and no triple (R2RML section 11).

CREATE TABLE event (
  id      integer PRIMARY KEY,
  day     date NOT NULL,
  at      timestamptz,
  price   numeric(6, 2),
  weight  numeric,
  clock   timetz,
  checked date CHECK (checked >= '2000-01-01' AND checked < '2100-01-01'),
  room    integer
);

-- No key: a row may be there twice.
CREATE TABLE visit (
  place text NOT NULL,
  day   date NOT NULL,
  guest text NOT NULL
);

-- Beside events, other dates and numbers of the same types.
CREATE TABLE room (
  id    integer PRIMARY KEY,
  since date NOT NULL,
  rate  numeric NOT NULL
);

-- What says its own kind of term.
CREATE TABLE note (
  id   integer PRIMARY KEY,
  code text NOT NULL,
  kind text
);

INSERT INTO event VALUES
  (1, '2020-02-01', '2020-02-01 10:00+00', 9.50, 1.25, '10:00+00', '2020-02-01', 1),
  (2, 'infinity', '-infinity', 'NaN', 'Infinity', '10:00+15', '2023-01-01', 2),
  (3, '-infinity', 'infinity', NULL, 'NaN', '10:00+01:02:03', '2021-01-01', NULL),
  (4, '0044-03-15 BC', '0044-03-15 10:00+00 BC', 0, '-Infinity', '10:00-14', '2022-01-01', 4),
  (5, '2021-06-15', NULL, 20, NULL, NULL, NULL, 5);
INSERT INTO visit VALUES
  ('inn', '2020-02-01', 'Ada'), ('inn', '2020-02-01', 'Ada'), ('inn', '2020-02-01', 'Bo'),
  ('inn', 'infinity', 'Cy'), ('spa', '2021-06-15', 'Di');
INSERT INTO room VALUES (1, '2020-02-01', 1.25), (2, '0044-03-15 BC', 'NaN'), (4, 'infinity', 9.50), (5, '2021-06-15', 'Infinity');
INSERT INTO note VALUES (1, 'a', 'IRI'), (2, 'b', NULL), (3, 'c', 'Literal');
