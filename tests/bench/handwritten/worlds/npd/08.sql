SELECT "prfYear" AS year, "prfMonth" AS m, "prfPrdGasNetBillSm3" AS g, "prfPrdOilNetMillSm3" AS o
FROM field_production_monthly
WHERE "prfYear" > 1999 AND "prfMonth" BETWEEN 1 AND 6
UNION ALL
SELECT "prfYear", "prfMonth", "prfPrdGasNetBillSm3", "prfPrdOilNetMillSm3"
FROM "field_production_totalt_NCS_month"
WHERE "prfYear" > 1999 AND "prfMonth" BETWEEN 1 AND 6
