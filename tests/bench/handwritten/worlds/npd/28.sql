-- ?wellbore http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/core/{wlbCoreNumber}
-- ?well http://sws.ifi.uio.no/data/npd-v2/well/{wlbWell}
-- ?wc http://sws.ifi.uio.no/data/npd-v2/wellbore/{wlbNpdidWellbore}/stratum/{lsuNpdidLithoStrat}/cores
SELECT DISTINCT w."wlbNpdidWellbore", w."wlbWell", w."wlbCompletionYear" AS year, core."wlbCoreNumber",
  core."lsuNpdidLithoStrat"
FROM (
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWell", "wlbCompletionYear", "dscNpdidDiscovery"
    FROM wellbore_exploration_all
  ) w
JOIN discovery d ON d."dscNpdidDiscovery" = w."dscNpdidDiscovery"
JOIN (
    SELECT "wlbNpdidWellbore", "wlbCoreNumber", NULL::integer AS "lsuNpdidLithoStrat" FROM wellbore_core
    UNION ALL
    SELECT "wlbNpdidWellbore", NULL, "lsuNpdidLithoStrat" FROM strat_litho_wellbore_core
  ) core ON core."wlbNpdidWellbore" = w."wlbNpdidWellbore"
WHERE w."wlbCompletionYear" >= 2008
