SELECT 0, v.p, d.n
FROM (VALUES ('2'::integer), ('4')) AS v(p)
  LEFT JOIN (
    SELECT DISTINCT u2.p, u2.n
    FROM (
      SELECT e2.id AS p, e2.name AS n
      FROM public.emp AS e2
      UNION ALL
      SELECT f2.id, f2.name
      FROM public.former AS f2
    ) AS u2
  ) AS d ON v.p = d.p
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT e.id AS p
      FROM public.emp AS e
      UNION ALL
      SELECT f.id
      FROM public.former AS f
    ) AS u
    WHERE u.p = v.p
  )
UNION ALL
SELECT 1, NULL::integer, g.name
FROM public.guest AS g
WHERE g.code = 'g 2'
