SELECT e.id, e.boss
FROM public.emp AS e
WHERE e.boss IS NOT NULL
  AND e.badge IS NOT NULL
