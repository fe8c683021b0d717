SELECT e.id, e2.boss, e3.nick
FROM public.emp AS e
  LEFT JOIN (public.emp AS e2
    LEFT JOIN public.emp AS e3 ON e2.boss = e3.id AND e3.nick IS NOT NULL) ON e.id = e2.id AND e2.boss IS NOT NULL
