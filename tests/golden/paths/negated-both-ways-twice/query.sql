SELECT p.id, d.y
FROM public.person AS p
  JOIN (
    SELECT DISTINCT u.x, u.y
    FROM (
      SELECT p2.id AS x, p2.boss AS y
      FROM public.person AS p2
      WHERE p2.boss IS NOT NULL
      UNION ALL
      SELECT k.a, k.b
      FROM public.knows AS k
    ) AS u
  ) AS d ON p.id = d.x
UNION ALL
SELECT d2.x, d2.y
FROM (
  SELECT DISTINCT u2.x, u2.y
  FROM (
    SELECT p3.boss AS x, p3.id AS y
    FROM public.person AS p3
    WHERE p3.boss IS NOT NULL
    UNION ALL
    SELECT k2.b, k2.a
    FROM public.knows AS k2
  ) AS u2
) AS d2
  JOIN public.person AS p4 ON d2.y = p4.id
