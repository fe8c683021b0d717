SELECT u.s, u.s2, u.n
FROM (
  (SELECT 0 AS s, s.id AS s2, s.opened AS n
  FROM public.station AS s
  ORDER BY s.opened
  LIMIT 2)
  UNION ALL
  (SELECT 1, t.number, t.cars
  FROM public.train AS t
  WHERE t.cars IS NOT NULL
  ORDER BY t.cars
  LIMIT 2)
) AS u
ORDER BY u.n
LIMIT 2
