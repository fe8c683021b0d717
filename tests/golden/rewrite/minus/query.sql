SELECT 0, d.p, NULL::text
FROM (
  SELECT DISTINCT u.p
  FROM (
    SELECT e.id AS p
    FROM public.emp AS e
    UNION ALL
    SELECT f.id
    FROM public.former AS f
  ) AS u
) AS d
WHERE NOT EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e2.id = d.p
  )
UNION ALL
SELECT 1, NULL::integer, g.code
FROM public.guest AS g
