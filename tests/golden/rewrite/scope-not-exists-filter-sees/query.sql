SELECT e.id, e.badge
FROM public.emp AS e
WHERE NOT COALESCE(e.badge = 102 AND e.boss IS NOT NULL, false)
  AND e.badge IS NOT NULL
