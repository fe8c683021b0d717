SELECT e.dept, e.id, e.since, e.nick, e.badge
FROM public.emp AS e
WHERE e.since IS NOT NULL
  AND e.dept IS NOT NULL
