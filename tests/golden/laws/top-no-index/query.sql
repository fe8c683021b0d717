SELECT u.s, u.s2, u.n
FROM (
  SELECT 0 AS s, s.id AS s2, s.rebuilt AS n
  FROM public.station AS s
  WHERE s.rebuilt IS NOT NULL
  UNION ALL
  SELECT 1, t.number, t.cars
  FROM public.train AS t
  WHERE t.cars IS NOT NULL
) AS u
ORDER BY u.n
LIMIT 2
