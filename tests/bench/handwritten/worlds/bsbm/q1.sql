-- parameters: TFFN
-- ?product http://www4.wiwiss.fu-berlin.de/bizer/bsbm/v01/instances/dataFromProducer{producer}/Product{nr}
-- in order: ?label
SELECT p.producer, p.nr, p.label FROM product p
JOIN producttypeproduct t ON t.product = p.nr AND t.producttype = $1::int
JOIN productfeatureproduct f1 ON f1.product = p.nr AND f1.productfeature = $2::int
JOIN productfeatureproduct f2 ON f2.product = p.nr AND f2.productfeature = $3::int
WHERE p.propertynum1 > $4::int ORDER BY p.label COLLATE "C" LIMIT 10
