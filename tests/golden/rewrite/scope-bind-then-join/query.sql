SELECT 0, d.x, NULL::text
FROM (
  SELECT DISTINCT u.x, u.n
  FROM (
    SELECT e.id AS x, e.name AS n
    FROM public.emp AS e
    WHERE e.name = 'Bo'
    UNION ALL
    SELECT f.id, f.name
    FROM public.former AS f
    WHERE f.name = 'Bo'
  ) AS u
) AS d
UNION ALL
SELECT 1, NULL::integer, g.code
FROM public.guest AS g
WHERE g.name = 'Bo'
