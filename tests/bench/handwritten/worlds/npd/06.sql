SELECT DISTINCT w."wlbWellboreName" AS wellbore, core.length AS "lenghtM", c."cmpLongName" AS company,
  w."wlbCompletionYear" AS year
FROM (
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDrillingOperator", "wlbCompletionYear"
    FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDrillingOperator", "wlbCompletionYear"
    FROM wellbore_exploration_all
  ) w
JOIN (
    SELECT "wlbNpdidWellbore", "wlbTotalCoreLength" AS length FROM wellbore_core
    UNION ALL
    SELECT "wlbNpdidWellbore", "lsuCoreLenght" FROM strat_litho_wellbore_core
  ) core USING ("wlbNpdidWellbore")
JOIN company c ON c."cmpLongName" = w."wlbDrillingOperator"
WHERE w."wlbCompletionYear" >= 2008 AND core.length > 50
ORDER BY wellbore
