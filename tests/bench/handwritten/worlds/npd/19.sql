SELECT f."fldName" AS field, sum(m."prfPrdOilNetMillSm3") AS oil
FROM field f
JOIN company c USING ("cmpNpdidCompany")
JOIN field_production_monthly m ON m."prfNpdidInformationCarrier" = f."fldNpdidField"
WHERE c."cmpShortName" = 'STATOIL PETROLEUM AS' AND m."prfYear" = 1993 AND m."prfMonth" BETWEEN 1 AND 6
GROUP BY f."fldName"
ORDER BY f."fldName"
