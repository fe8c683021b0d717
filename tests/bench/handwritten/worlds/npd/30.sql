-- ?wellbore http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/core/{wlbCoreNumber}
-- ?well http://sws.ifi.uio.no/data/npd-v2/well/{wlbWell}
SELECT DISTINCT w."wlbNpdidWellbore", core."wlbCoreNumber", w."wlbWell", w."wlbCompletionYear" AS year,
  core.length
FROM (
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_exploration_all
  ) w
JOIN discovery d ON d."dscNpdidDiscovery" = w."dscNpdidDiscovery"
JOIN (
    SELECT "wlbNpdidWellbore", "wlbCoreNumber", CASE "wlbCoreIntervalUom" WHEN '[m   ]' THEN "wlbTotalCoreLength"
      ELSE "wlbTotalCoreLength" * 0.3048 END AS length
    FROM wellbore_core WHERE "wlbCoreIntervalUom" IN ('[m   ]', '[ft   ]')
  ) core ON core."wlbNpdidWellbore" = w."wlbNpdidWellbore"
WHERE w."wlbCompletionYear" >= 2008
