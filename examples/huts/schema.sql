-- Mountain huts: who keeps them, what they cook, who sleeps there, and the paths between them.

CREATE TABLE warden (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  born date
);

CREATE TABLE hut (
  id       text PRIMARY KEY,
  name_de  text NOT NULL,
  name_it  text,
  altitude integer NOT NULL CHECK (altitude > 0),
  beds     integer NOT NULL CHECK (beds >= 0),
  warden   integer REFERENCES warden,
  website  text
);
COMMENT ON COLUMN hut.altitude IS 'metres above the sea';
COMMENT ON COLUMN hut.warden IS 'NULL: a shelter that nobody keeps';

CREATE TABLE path (
  lower_hut  text NOT NULL REFERENCES hut,
  upper_hut  text NOT NULL REFERENCES hut,
  hours      numeric(3, 1) NOT NULL CHECK (hours > 0),
  difficulty text NOT NULL CHECK (difficulty IN ('T1', 'T2', 'T3', 'T4')),
  PRIMARY KEY (lower_hut, upper_hut)
);
COMMENT ON COLUMN path.difficulty IS 'the Swiss Alpine Club''s hiking scale';

CREATE TABLE dish (
  id         integer PRIMARY KEY,
  name       text NOT NULL,
  vegetarian boolean NOT NULL
);

CREATE TABLE menu (
  hut   text REFERENCES hut,
  dish  integer REFERENCES dish,
  price numeric(5, 2) NOT NULL CHECK (price > 0),
  PRIMARY KEY (hut, dish)
);

CREATE TABLE booking (
  id     integer PRIMARY KEY,
  hut    text NOT NULL REFERENCES hut,
  night  date NOT NULL,
  guest  text NOT NULL,
  people integer NOT NULL CHECK (people > 0)
);

INSERT INTO warden VALUES
  (1, 'Ursina Caflisch', '1979-03-02'),
  (2, 'Toni Gruber', '1961-11-19'),
  (3, 'Lucia Dal Pozzo', NULL);

INSERT INTO hut VALUES
  ('steinbock', 'Steinbockhütte', 'Rifugio Stambecco', 2310, 46, 1, 'https://steinbock.example/'),
  ('edelweiss', 'Edelweißhütte', 'Rifugio Stella Alpina', 1870, 62, 2, 'https://edelweiss.example/'),
  ('tre-cime', 'Drei-Zinnen-Hütte', 'Rifugio Tre Cime', 2405, 120, 3, NULL),
  ('murmel', 'Murmelhütte', NULL, 2040, 18, 1, NULL),
  ('gamsgrat', 'Gamsgratbiwak', 'Bivacco Cresta del Camoscio', 2980, 9, NULL, NULL);

INSERT INTO path VALUES
  ('edelweiss', 'murmel', 1.5, 'T1'),
  ('edelweiss', 'steinbock', 3.0, 'T2'),
  ('murmel', 'steinbock', 1.5, 'T2'),
  ('murmel', 'tre-cime', 4.5, 'T3'),
  ('steinbock', 'gamsgrat', 3.5, 'T4'),
  ('tre-cime', 'gamsgrat', 2.5, 'T4');

INSERT INTO dish VALUES
  (1, 'Käsknöpfle', TRUE),
  (2, 'Polenta with mushrooms', TRUE),
  (3, 'Barley soup', FALSE),
  (4, 'Kaiserschmarren', TRUE);

INSERT INTO menu VALUES
  ('steinbock', 1, 16.50), ('steinbock', 3, 11.00), ('steinbock', 4, 14.00),
  ('edelweiss', 3, 9.80), ('edelweiss', 4, 12.50),
  ('tre-cime', 2, 15.00), ('tre-cime', 3, 12.00),
  ('murmel', 3, 10.50);

INSERT INTO booking VALUES
  (101, 'steinbock', '2025-07-19', 'Family Huber', 4),
  (102, 'steinbock', '2025-07-19', 'Alpine Club Chur', 22),
  (103, 'steinbock', '2025-07-20', 'Mirko', 1),
  (104, 'edelweiss', '2025-07-19', 'Mirko', 1),
  (105, 'gamsgrat', '2025-07-20', 'Family Huber', 4),
  (106, 'murmel', '2025-07-19', 'Aino and Paavo', 2);

ANALYZE;
