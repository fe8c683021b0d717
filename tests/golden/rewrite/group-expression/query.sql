SELECT u3.len, count(*) FILTER (WHERE u3.p = 0 AND u3.p2 IS NOT NULL OR u3.p = 1 AND u3.p3 IS NOT NULL)
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
  WHERE EXISTS (
      SELECT 1
      FROM (
        SELECT e2.id AS p
        FROM public.emp AS e2
        UNION ALL
        SELECT f2.id
        FROM public.former AS f2
      ) AS u2
      WHERE u2.p = d.p
    )
  UNION ALL
  SELECT 1, length(g.name), NULL::integer, g.code
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
) AS u3
GROUP BY u3.len
HAVING count(*) FILTER (WHERE u3.p = 0 AND u3.p2 IS NOT NULL OR u3.p = 1 AND u3.p3 IS NOT NULL) > 1
