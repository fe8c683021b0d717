SELECT 0, 0, d.x, NULL::text, d.n, e2.boss
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
  LEFT JOIN public.emp AS e2 ON d.x = e2.id AND e2.boss IS NOT NULL
UNION ALL
SELECT 1, 0, NULL::integer, g.code, g.name, NULL::integer
FROM public.guest AS g
WHERE g.name IS NOT NULL
UNION ALL
SELECT 2, 1, d2.id, NULL::text, d2.name, NULL::integer
FROM public.dept AS d2
