CREATE TABLE "T 2" (c0 char(4));
