SELECT d.n
FROM public.emp AS e
  JOIN (
    SELECT DISTINCT u.n, u.a
    FROM (
      SELECT e2.name AS n, e2.id AS a
      FROM public.emp AS e2
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d ON e.id = d.a
  CROSS JOIN public.emp AS e3
WHERE e.badge IS NOT NULL
  AND e3.nick IS NOT NULL
