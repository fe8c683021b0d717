SELECT e.id, e.nick, d.v, e.nick IS NOT NULL
FROM public.emp AS e
  LEFT JOIN (
    SELECT DISTINCT u.p, u.v
    FROM (
      SELECT e2.id AS p, e2.name AS v
      FROM public.emp AS e2
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d ON e.id = d.p AND NOT (e.nick IS NOT NULL)
