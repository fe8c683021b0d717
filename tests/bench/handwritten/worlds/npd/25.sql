-- ?licensee http://sws.ifi.uio.no/data/npd-v2/licence/{prlNpdidLicence}/licensee/{cmpNpdidCompany}/history/{date}/{prlLicenseeDateValidTo}
SELECT "prlNpdidLicence", "cmpNpdidCompany", "prlLicenseeDateValidFrom" AS date, "prlLicenseeDateValidTo"
FROM licence_licensee_hst
WHERE "prlLicenseeDateValidFrom" > '1996-01-01' AND "prlLicenseeDateValidFrom" <> '9999-12-31'
