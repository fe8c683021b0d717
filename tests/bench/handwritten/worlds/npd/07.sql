SELECT "prfYear" AS year, "prfMonth" AS month, "prfPrdCondensateNetMillSm3" AS con,
  "prfPrdGasNetBillSm3" AS gas, "prfPrdNGLNetMillSm3" AS "NGL", "prfPrdOilNetMillSm3" AS oil,
  "prfPrdOeNetMillSm3" AS "maxOE"
FROM field_production_monthly
WHERE "prfPrdGasNetBillSm3" < 100
