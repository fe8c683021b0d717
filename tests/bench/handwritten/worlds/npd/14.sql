-- ?x http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/test/mud/{wellbore_mud_id}
SELECT "wlbNpdidWellbore", wellbore_mud_id, "wlbMudDateMeasured" AS date, "wlbMudType" AS type,
  CASE WHEN "wlbMudType" IS NOT NULL THEN "wlbMudWeightAtMD" END AS w,
  CASE WHEN "wlbMudType" IS NOT NULL THEN "wlbMD" END AS d
FROM wellbore_mud
WHERE "wlbMudDateMeasured" > '1986-08-25' AND "wlbMudDateMeasured" <> '9999-12-31'
