SELECT count(*) AS licnumber
FROM licence
WHERE "prlDateGranted" > '1999-12-31' AND "prlDateGranted" <> '9999-12-31'
