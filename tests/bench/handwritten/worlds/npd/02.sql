-- Licences in the order of their IRIs, as the question asks.
-- ?licenceURI http://sws.ifi.uio.no/data/npd-v2/licence/{prlNpdidLicence}
SELECT o."prlNpdidLicence", c."cmpLongName" AS company, o."prlOperDateValidFrom" AS date
FROM licence_oper_hst o
JOIN company c USING ("cmpNpdidCompany")
WHERE o."prlOperDateValidFrom" > '1979-12-31' AND o."prlOperDateValidFrom" <> '9999-12-31'
ORDER BY o."prlNpdidLicence"::text COLLATE "C"
