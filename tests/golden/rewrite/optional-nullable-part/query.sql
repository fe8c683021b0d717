SELECT e.dept, e.id, e.since, e.nick, e.badge
FROM public.emp AS e
WHERE e.since >= '0001-01-01' AND e.since < 'infinity'
  AND e.dept IS NOT NULL
