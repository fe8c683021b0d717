SELECT u3.len, count(*) FILTER (WHERE u3.p = 0 AND u3.p2 IS NOT NULL OR u3.p = 1 AND u3.p3 IS NOT NULL)
FROM (
  SELECT 0 AS p, length(d2.name) AS len, d.p AS p2, NULL::text AS p3
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
      SELECT DISTINCT u2.p, u2.name
      FROM (
        SELECT e2.id AS p, e2.name
        FROM public.emp AS e2
        UNION ALL
        SELECT f2.id, f2.name
        FROM public.former AS f2
      ) AS u2
    ) AS d2 ON d.p = d2.p
  UNION ALL
  SELECT 1, length(g.name), NULL::integer, g.code
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
) AS u3
GROUP BY u3.len
HAVING count(*) FILTER (WHERE u3.p = 0 AND u3.p2 IS NOT NULL OR u3.p = 1 AND u3.p3 IS NOT NULL) > 1
