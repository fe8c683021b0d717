SELECT "prlName" AS licence, "prlDateGranted" AS "dateGranted", "prlDateValidTo" AS "dateValidTo"
FROM licence
WHERE "prlDateValidTo" > '2000-12-31' AND "prlDateValidTo" <> '9999-12-31'
  AND "prlDateGranted" <> '9999-12-31'
ORDER BY "prlName"
