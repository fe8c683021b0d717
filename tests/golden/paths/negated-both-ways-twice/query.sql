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
  JOIN public.person AS p3 ON d.y = p3.id
UNION ALL
SELECT p4.id, d2.y
FROM public.person AS p4
  JOIN (
    SELECT DISTINCT u2.x, u2.y
    FROM (
      SELECT p5.boss AS x, p5.id AS y
      FROM public.person AS p5
      WHERE p5.boss IS NOT NULL
      UNION ALL
      SELECT k2.b, k2.a
      FROM public.knows AS k2
    ) AS u2
  ) AS d2 ON p4.id = d2.x
  JOIN public.person AS p6 ON d2.y = p6.id
