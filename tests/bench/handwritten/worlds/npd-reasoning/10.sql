SELECT DISTINCT w."wlbWellboreName" AS wellbore, w."wlbDateUpdated" AS date
FROM (
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDateUpdated" FROM wellbore_development_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDateUpdated" FROM wellbore_exploration_all
    UNION ALL
    SELECT "wlbNpdidWellbore", "wlbWellboreName", "wlbDateUpdated" FROM wellbore_shallow_all
  ) w
WHERE w."wlbDateUpdated" > '2013-01-01' AND w."wlbDateUpdated" <> '9999-12-31'
  AND w."wlbNpdidWellbore" IN (
    SELECT "wlbNpdidWellbore" FROM discovery UNION ALL SELECT "wlbNpdidWellbore" FROM field)
ORDER BY wellbore
