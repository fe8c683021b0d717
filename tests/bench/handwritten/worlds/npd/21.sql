-- A month of a field, or of the whole shelf, is one row: its min is its value.
-- ?fr http://sws.ifi.uio.no/data/npd-v2/field/{field}/production/{year}/{month}
-- ?fr http://sws.ifi.uio.no/data/npd-v2/ncs/production/{year}/{month}
SELECT "prfNpdidInformationCarrier" AS field, "prfYear" AS year, "prfMonth" AS month,
  "prfPrdGasNetBillSm3" AS min
FROM field_production_monthly
WHERE "prfYear" > 2000
UNION ALL
SELECT NULL, "prfYear", "prfMonth", "prfPrdGasNetBillSm3"
FROM "field_production_totalt_NCS_month"
WHERE "prfYear" > 2000
