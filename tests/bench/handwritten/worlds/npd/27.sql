-- ?licensee http://sws.ifi.uio.no/data/npd-v2/licence/{prlNpdidLicence}/licensee/{cmpNpdidCompany}/history/{date}/{prlLicenseeDateValidTo}
SELECT h."prlNpdidLicence", "cmpNpdidCompany", h."prlLicenseeDateValidFrom" AS date,
  h."prlLicenseeDateValidTo", h."prlLicenseeInterest" AS interest, c."cmpLongName" AS "cName"
FROM licence_licensee_hst h
JOIN company c USING ("cmpNpdidCompany")
WHERE h."prlLicenseeDateValidFrom" > '2005-01-01' AND h."prlLicenseeDateValidFrom" <> '9999-12-31'
