-- A family, who knows whom (in a circle), and the parts of a machine.
CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, sex text NOT NULL, born int);
CREATE TABLE parent (child int NOT NULL REFERENCES person, parent int NOT NULL REFERENCES person, PRIMARY KEY (child, parent));
CREATE TABLE knows (a int NOT NULL REFERENCES person, b int NOT NULL REFERENCES person, PRIMARY KEY (a, b));
CREATE DOMAIN part_code AS text;
CREATE TABLE part (code text PRIMARY KEY, within part_code REFERENCES part, broken boolean NOT NULL);
INSERT INTO person VALUES (1, 'Ada', 'f', 1900), (2, 'Bob', 'm', 1898), (3, 'Cleo', 'f', 1925), (4, 'Dan', 'm', 1930), (5, 'Eve', 'f', 1955), (6, 'Fay', 'f', 1958), (7, 'Gus', 'm', 1980), (8, 'Hal', 'm', NULL);
INSERT INTO parent VALUES (3, 1), (3, 2), (4, 1), (4, 2), (5, 3), (6, 4), (7, 5);
INSERT INTO knows VALUES (1, 3), (3, 5), (5, 1), (5, 7), (8, 8);
INSERT INTO part VALUES ('car', NULL, false), ('engine', 'car', false), ('pump', 'engine', false), ('valve', 'pump', true), ('door', 'car', false);
