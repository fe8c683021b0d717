SELECT u2.len, count(*) FILTER (WHERE u2.p = 0 AND u2.p2 IS NOT NULL OR u2.p = 1 AND u2.p3 IS NOT NULL)
FROM (
  SELECT 0 AS p, length(d.name) AS len, d.p AS p2, NULL::text AS p3
  FROM (
    SELECT DISTINCT u.p, u.name
    FROM (
      SELECT e.id AS p, e.name
      FROM public.emp AS e
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d
  UNION ALL
  SELECT 1, length(g.name), NULL::integer, g.code
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
) AS u2
GROUP BY u2.len
HAVING count(*) FILTER (WHERE u2.p = 0 AND u2.p2 IS NOT NULL OR u2.p = 1 AND u2.p3 IS NOT NULL) > 1
