CREATE TABLE "T 2" (c0 char(4)); INSERT INTO "T 2" VALUES ('a'), ('b');
