SELECT e.id, e.boss, e2.id, e2.boss, e.boss IS NOT NULL
FROM public.emp AS e
  LEFT JOIN public.emp AS e2 ON e2.boss IS NOT NULL AND e2.badge IS NOT NULL AND (e.boss = e2.boss OR NOT (e.boss IS NOT NULL))
