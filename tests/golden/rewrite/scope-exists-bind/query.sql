SELECT 0, d.x, NULL::text
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
WHERE EXISTS (
    SELECT 1
    WHERE d.n = 'Bo'
  )
UNION ALL
SELECT 1, NULL::integer, g.code
FROM public.guest AS g
WHERE g.name IS NOT NULL
  AND EXISTS (
    SELECT 1
    WHERE g.name = 'Bo'
  )
