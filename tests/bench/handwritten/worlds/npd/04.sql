SELECT l."prlName" AS licence, c."cmpLongName" AS company, h."prlLicenseeDateValidFrom" AS "licenseeFrom"
FROM licence_licensee_hst h
JOIN licence l USING ("prlNpdidLicence")
JOIN company c USING ("cmpNpdidCompany")
WHERE h."prlLicenseeDateValidFrom" > '1979-12-31' AND h."prlLicenseeDateValidFrom" <> '9999-12-31'
ORDER BY l."prlName", h."prlLicenseeDateValidFrom"
