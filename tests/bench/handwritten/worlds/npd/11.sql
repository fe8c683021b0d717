SELECT DISTINCT w."wlbWellboreName" AS wellbore, core."wlbTotalCoreLength" AS "lenghtM",
  c."cmpLongName" AS company, w."wlbCompletionYear" AS year
FROM (
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDrillingOperator", "wlbCompletionYear"
    FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDrillingOperator", "wlbCompletionYear"
    FROM wellbore_exploration_all
  ) w
JOIN wellbore_core core USING ("wlbNpdidWellbore")
JOIN company c ON c."cmpLongName" = w."wlbDrillingOperator"
WHERE w."wlbCompletionYear" >= 2008 AND core."wlbTotalCoreLength" > 50
  AND core."wlbCoreIntervalUom" = '[m   ]'
ORDER BY wellbore
