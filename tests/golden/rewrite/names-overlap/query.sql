SELECT 0, d.p, NULL::text, d2.n
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
  JOIN (
    SELECT DISTINCT u2.p, u2.n
    FROM (
      SELECT e2.id AS p, e2.name AS n
      FROM public.emp AS e2
      UNION ALL
      SELECT f2.id, f2.name
      FROM public.former AS f2
    ) AS u2
  ) AS d2 ON d.p = d2.p
UNION ALL
SELECT 1, NULL::integer, g.code, g.name
FROM public.guest AS g
WHERE g.name IS NOT NULL
