SELECT s.name, CASE WHEN t.number IS NOT NULL THEN s.rebuilt END, t.number, t.cars
FROM public.station AS s
  LEFT JOIN public.train AS t ON t.goal = 1 AND s.rebuilt IS NOT NULL
WHERE s.id = 1
