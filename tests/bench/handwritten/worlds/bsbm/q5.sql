-- parameters: P
-- ?product http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromProducer{producer}/Product{nr}
-- in order: ?productLabel
SELECT p.producer, p.nr, p.label AS "productLabel" FROM product o, product p
WHERE o.nr = $1::int AND p.nr <> o.nr
AND p.propertynum1 < o.propertynum1 + 120 AND p.propertynum1 > o.propertynum1 - 120
AND p.propertynum2 < o.propertynum2 + 170 AND p.propertynum2 > o.propertynum2 - 170
AND EXISTS (SELECT FROM productfeatureproduct a JOIN productfeatureproduct b
  ON a.productfeature = b.productfeature WHERE a.product = o.nr AND b.product = p.nr)
ORDER BY p.label COLLATE "C" LIMIT 5
