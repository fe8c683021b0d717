-- ?fr http://sws.ifi.uio.no/data/npd-v2/field/{fldNpdidField}/reserve
SELECT "fldNpdidField", "fldRemainingOE" AS "OE", "fldRemainingOil" AS oil, "fldRemainingGas" AS gas,
  "fldRemainingNGL" AS "NGL", "fldRemainingCondensate" AS con
FROM field_reserves
WHERE "fldRemainingGas" < 100
ORDER BY "fldRemainingOE" DESC
