CREATE TABLE "Student" ("ID" integer PRIMARY KEY, "Name" text, born date, sport varchar(10));
CREATE TABLE sport (id integer PRIMARY KEY, name text NOT NULL, code integer UNIQUE);
CREATE TABLE club (town text, title text);
