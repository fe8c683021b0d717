SELECT d.x, d.n
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
  JOIN (
    SELECT e2.id AS x
    FROM public.emp AS e2
    WHERE e2.boss IS NOT NULL
    UNION ALL
    SELECT g.host
    FROM public.guest AS g
  ) AS u2 ON d.x = u2.x
