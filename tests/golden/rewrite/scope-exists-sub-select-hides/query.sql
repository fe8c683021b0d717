SELECT e.id, e.boss
FROM public.emp AS e
WHERE e.badge IS NOT NULL
  AND e.boss IS NOT NULL
