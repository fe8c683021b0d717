SELECT 0, d.p, NULL::text, d.n
FROM (
  SELECT DISTINCT u.p, u.n
  FROM (
    SELECT e.id AS p, e.name AS n
    FROM public.emp AS e
    UNION ALL
    SELECT f.id, f.name
    FROM public.former AS f
  ) AS u
) AS d
UNION ALL
SELECT 1, NULL::integer, g.code, g.name
FROM public.guest AS g
WHERE g.name IS NOT NULL
