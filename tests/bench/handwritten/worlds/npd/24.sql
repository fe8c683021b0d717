-- ?member http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/cores
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/core/{wlbCoreNumber}
SELECT DISTINCT core."wlbNpdidWellbore", core."wlbCoreNumber", core.length AS "lenghtM"
FROM (
    SELECT "wlbNpdidWellbore", "wlbCoreNumber", CASE "wlbCoreIntervalUom" WHEN '[m   ]' THEN "wlbTotalCoreLength"
      ELSE "wlbTotalCoreLength" * 0.3048 END AS length
    FROM wellbore_core WHERE "wlbCoreIntervalUom" IN ('[m   ]', '[ft   ]')
  ) core
WHERE core.length > 300
