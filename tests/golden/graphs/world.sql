-- Triples in graphs: a constant one, one for each team, ones that a column names, and none.
CREATE TABLE member (
  team   text NOT NULL,
  person integer NOT NULL,
  role   text,
  PRIMARY KEY (team, person)
);
CREATE TABLE said (
  source text NOT NULL,
  person integer NOT NULL,
  word   text NOT NULL
);
CREATE TABLE person (
  id   integer PRIMARY KEY,
  name text NOT NULL
);
INSERT INTO person VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy');
INSERT INTO member VALUES
  ('red', 1, 'lead'), ('red', 2, NULL), ('blue', 2, 'lead'), ('blue', 3, 'guest'), ('deep blue', 1, NULL);
INSERT INTO said VALUES
  ('http://g.example/paper', 1, 'yes'), ('http://g.example/radio', 1, 'yes'),
  ('http://g.example/radio', 1, 'no'), ('http://g.example/team/red', 2, 'yes'),
  ('http://g.example/radio', 1, 'yes');
