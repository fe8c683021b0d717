SELECT f."fldName" AS field, avg(y."prfPrdOilNetMillSm3") AS "avgOil"
FROM field_production_yearly y
JOIN field f ON f."fldNpdidField" = y."prfNpdidInformationCarrier"
WHERE y."prfYear" > 1999
GROUP BY f."fldName"
ORDER BY "avgOil" DESC
