SELECT f."fldName" AS field, sum(m."prfPrdGasNetBillSm3") AS gas
FROM field f
JOIN company c USING ("cmpNpdidCompany")
JOIN field_production_monthly m ON m."prfNpdidInformationCarrier" = f."fldNpdidField"
WHERE c."cmpShortName" = 'STATOIL PETROLEUM AS' AND m."prfYear" = 2008
GROUP BY f."fldName"
ORDER BY f."fldName"
