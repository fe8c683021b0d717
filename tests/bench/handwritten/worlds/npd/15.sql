-- ?licenceURI http://sws.ifi.uio.no/data/npd-v2/licence/{prlNpdidLicence}
SELECT "prlNpdidLicence", avg("prlLicenseeInterest") AS vavg
FROM licence_licensee_hst
WHERE "prlLicenseeDateValidFrom" > '1979-12-31' AND "prlLicenseeDateValidFrom" <> '9999-12-31'
GROUP BY "prlNpdidLicence"
