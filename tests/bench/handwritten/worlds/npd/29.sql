-- ?wellbore http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/core/{wlbCoreNumber}
-- ?well http://sws.ifi.uio.no/data/npd-v2/well/{wlbWell}
SELECT DISTINCT w."wlbNpdidWellbore", core."wlbCoreNumber", w."wlbWell", w."wlbCompletionYear" AS year,
  core."wlbTotalCoreLength" AS length
FROM (
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_exploration_all
  ) w
JOIN discovery d ON d."dscNpdidDiscovery" = w."dscNpdidDiscovery"
JOIN wellbore_core core ON core."wlbNpdidWellbore" = w."wlbNpdidWellbore"
WHERE w."wlbCompletionYear" >= 1900 AND core."wlbCoreIntervalUom" = '[ft  ]'
