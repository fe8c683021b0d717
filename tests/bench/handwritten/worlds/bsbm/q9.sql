-- parameters: R
-- not compared: a graph, or one row for its many triples
SELECT n.* FROM person n WHERE n.nr = (SELECT person FROM review WHERE nr = $1::int)
