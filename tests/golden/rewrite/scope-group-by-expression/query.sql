SELECT u2.l, count(*)
FROM (
  SELECT length(d.n) AS l
  FROM (
    SELECT DISTINCT u.x, u.n
    FROM (
      SELECT e.id AS x, e.name AS n
      FROM public.emp AS e
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d
  UNION ALL
  SELECT length(g.name)
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
  UNION ALL
  SELECT length(d2.name)
  FROM public.dept AS d2
) AS u2
GROUP BY u2.l
HAVING count(*) > 1
