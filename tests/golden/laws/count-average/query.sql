SELECT count(*) = 0, avg(u.n), count(DISTINCT u.n)
FROM (
  SELECT s.opened AS n
  FROM public.station AS s
  UNION ALL
  SELECT t.cars
  FROM public.train AS t
  WHERE t.cars IS NOT NULL
) AS u
