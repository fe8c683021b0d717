-- parameters: P
SELECT p.label, p.comment, r.label AS producer, f.label AS "productFeature",
  p.propertytex1 AS "propertyTextual1", p.propertytex2 AS "propertyTextual2",
  p.propertytex3 AS "propertyTextual3", p.propertynum1 AS "propertyNumeric1",
  p.propertynum2 AS "propertyNumeric2", p.propertytex4 AS "propertyTextual4",
  p.propertytex5 AS "propertyTextual5", p.propertynum4 AS "propertyNumeric4"
FROM product p
JOIN producer r ON r.nr = p.producer
JOIN productfeatureproduct pf ON pf.product = p.nr
JOIN productfeature f ON f.nr = pf.productfeature
WHERE p.nr = $1::int AND p.publisher = p.producer
