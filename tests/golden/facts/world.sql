-- A depot of engines, made for laws that live on facts which no schema declares (world.facts): columns that
-- determine others, tables that are disjoint, tables that repeat what another says.

CREATE TABLE register (
  id   integer PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE steam (
  id    integer PRIMARY KEY,
  name  text NOT NULL,
  power integer NOT NULL,
  built integer,
  old   integer NOT NULL
);

CREATE TABLE diesel (
  id    integer PRIMARY KEY,
  name  text NOT NULL,
  power integer NOT NULL,
  built integer,
  old   integer NOT NULL
);

CREATE TABLE electric (
  id    integer PRIMARY KEY,
  power integer NOT NULL
);

CREATE TABLE loan (
  id integer NOT NULL,
  to_whom text NOT NULL
);

-- The gauge of a track is told with each of its repairs.
CREATE TABLE repair (
  yard  text NOT NULL,
  track integer NOT NULL,
  gauge integer,
  cost  integer NOT NULL
);

INSERT INTO register VALUES (1, 'Adler'), (2, 'Biene'), (3, 'Ceres'), (4, 'Dora'), (5, 'Emma');
INSERT INTO steam VALUES (1, 'Adler', 30, 1835, 101), (2, 'Biene', 120, NULL, 102);
INSERT INTO diesel VALUES (3, 'Ceres', 700, 1955, 103), (4, 'Dora', 120, 1960, 1);
INSERT INTO electric VALUES (5, 1200);
INSERT INTO loan VALUES (1, 'museum'), (3, 'works'), (3, 'museum'), (9, 'nobody');
INSERT INTO repair VALUES
  ('north', 1, 1435, 10), ('north', 1, 1435, 20), ('north', 2, 760, 10), ('south', 1, NULL, 30), ('south', 1, NULL, 10);

-- What the register says of an engine stands on its plate and, where anybody wrote it down, on its tender.
CREATE TABLE plate (
  number integer PRIMARY KEY,
  engine integer NOT NULL,
  name   text NOT NULL
);
CREATE TABLE tender (
  number integer PRIMARY KEY,
  engine integer NOT NULL,
  name   text
);
INSERT INTO plate VALUES (1, 1, 'Adler'), (2, 1, 'Adler'), (3, 4, 'Dora');
INSERT INTO tender VALUES (1, 1, 'Adler'), (2, 2, NULL);

-- A day without end is no xsd:date, nor part of a text.
CREATE TABLE fare (
  zone  text NOT NULL,
  until date NOT NULL,
  kind  text NOT NULL,
  price integer,
  PRIMARY KEY (zone, until, kind)
);
INSERT INTO fare VALUES ('1', '2030-12-31', 'day', 9), ('1', 'infinity', 'night', 5), ('2', '2030-12-31', 'day', 7);
