-- A company: what people are, and where they work. Some foreign keys are missing on purpose.
CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, kind text NOT NULL, age int,
  score real, UNIQUE (id, kind), UNIQUE (id, name));
CREATE TABLE employee (id int PRIMARY KEY REFERENCES person, boss int REFERENCES employee,
  pay numeric(8, 2) NOT NULL, badge varchar(8) NOT NULL UNIQUE);
CREATE TABLE manager (id int PRIMARY KEY REFERENCES employee, deputy int REFERENCES employee,
  since date NOT NULL);
-- The kind is the person's.
CREATE TABLE customer (id int PRIMARY KEY, kind text NOT NULL DEFAULT 'customer' CHECK (kind = 'customer'),
  FOREIGN KEY (id, kind) REFERENCES person (id, kind));
-- A name that is repeated, and a number that is text.
CREATE TABLE card (id int NOT NULL, name text NOT NULL, code text NOT NULL, year int NOT NULL,
  grade int NOT NULL CHECK (grade BETWEEN 1 AND 5), PRIMARY KEY (id, year),
  FOREIGN KEY (id, name) REFERENCES person (id, name));
-- Declared by none but the facts.
CREATE TABLE guest (id int, host int NOT NULL);
CREATE TABLE intern (id int PRIMARY KEY, mentor int NOT NULL);
ALTER TABLE intern ADD FOREIGN KEY (mentor) REFERENCES employee NOT VALID;
CREATE TABLE visit (badge varchar(20) NOT NULL REFERENCES employee (badge), day date NOT NULL);
CREATE TABLE rate (pay numeric PRIMARY KEY);
CREATE TABLE paid (id int PRIMARY KEY, pay numeric NOT NULL REFERENCES rate);

INSERT INTO person VALUES (1, 'Ada', 'employee', 30), (2, 'Bo', 'employee', NULL), (3, 'Cy', 'customer', 5),
  (4, 'Di', 'employee', 70), (5, 'Ed', 'other', 41);
UPDATE person SET score = 1.5 WHERE id < 3;
INSERT INTO employee VALUES (1, NULL, 10, 'x1'), (2, 1, 7.5, 'x2'), (4, 1, 3, 'x4');
INSERT INTO manager VALUES (1, 2, '2020-01-01'), (4, NULL, '2021-01-01');
INSERT INTO customer VALUES (3);
INSERT INTO card VALUES (1, 'Ada', '1', 2020, 5), (1, 'Ada', '1', 2021, 4), (3, 'Cy', '3', 2020, 1);
INSERT INTO guest VALUES (5, 1), (NULL, 4);
INSERT INTO intern VALUES (5, 4);
INSERT INTO visit VALUES ('x1', '2020-01-01'), ('x1', '2020-01-02');
INSERT INTO rate VALUES (1.50), (2);
INSERT INTO paid VALUES (1, 1.5), (2, 2.00);
