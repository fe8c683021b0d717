CREATE TABLE t1 (c0 integer NOT NULL, c5 text, PRIMARY KEY (c0));
CREATE TABLE t2 (c0 integer NOT NULL, c1 integer, c2 boolean, PRIMARY KEY (c0));
insert into t1 values (1,'a'),(2,'b'); insert into t2 values (1,2,true),(2,3,false);
