SELECT 0, d.x, NULL::text, 'Bo'::text
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
SELECT 1, NULL::integer, NULL::text, d2.n
FROM (
  SELECT DISTINCT u2.x, u2.n
  FROM (
    SELECT e2.id AS x, e2.name AS n
    FROM public.emp AS e2
    WHERE e2.id = 1
    UNION ALL
    SELECT f2.id, f2.name
    FROM public.former AS f2
    WHERE f2.id = 1
  ) AS u2
) AS d2
UNION ALL
SELECT 2, NULL::integer, g.code, 'Bo'::text
FROM public.guest AS g
WHERE g.name = 'Bo'
