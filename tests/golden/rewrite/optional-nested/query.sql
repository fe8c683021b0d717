SELECT e.id, d.boss, d.nick
FROM public.emp AS e
  LEFT JOIN (
    SELECT e2.boss, e2.id, e3.nick
    FROM public.emp AS e2
      LEFT JOIN public.emp AS e3 ON e2.boss = e3.id AND e3.nick IS NOT NULL
    WHERE e2.boss IS NOT NULL
  ) AS d ON e.id = d.id
