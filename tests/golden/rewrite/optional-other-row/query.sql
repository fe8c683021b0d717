SELECT e.id, e.boss, e2.nick
FROM public.emp AS e
  LEFT JOIN public.emp AS e2 ON e.boss = e2.boss AND e2.boss IS NOT NULL AND e2.nick IS NOT NULL
WHERE e.boss IS NOT NULL
