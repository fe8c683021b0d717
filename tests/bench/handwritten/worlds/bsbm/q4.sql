-- parameters: TFFFNN
-- ?product http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromProducer{producer}/Product{nr}
-- in order: ?label
SELECT p.producer, p.nr, p.label, p.propertytex1 AS "propertyTextual" FROM product p
JOIN producttypeproduct t ON t.product = p.nr AND t.producttype = $1::int
JOIN productfeatureproduct f1 ON f1.product = p.nr AND f1.productfeature = $2::int
WHERE (p.propertynum1 > $5::int AND EXISTS (SELECT FROM productfeatureproduct f
    WHERE f.product = p.nr AND f.productfeature = $3::int))
  OR (p.propertynum2 > $6::int AND EXISTS (SELECT FROM productfeatureproduct f
    WHERE f.product = p.nr AND f.productfeature = $4::int))
ORDER BY p.label COLLATE "C" OFFSET 5 LIMIT 10
