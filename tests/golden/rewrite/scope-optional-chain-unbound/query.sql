SELECT e.id, e.nick, d.k, e3.badge, COALESCE(CASE WHEN e.nick IS NOT NULL THEN e.nick IS NOT NULL ELSE d.k IS NOT NULL END, false), e.nick IS NOT NULL
FROM public.emp AS e
  LEFT JOIN (
    SELECT DISTINCT u.x, u.k
    FROM (
      SELECT e2.id AS x, e2.name AS k
      FROM public.emp AS e2
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d ON e.id = d.x AND NOT (e.nick IS NOT NULL)
  LEFT JOIN public.emp AS e3 ON e.id = e3.id AND e3.badge IS NOT NULL AND NOT COALESCE(CASE WHEN e.nick IS NOT NULL THEN e.nick IS NOT NULL ELSE d.k IS NOT NULL END, false)
