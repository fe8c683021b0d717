SELECT s.name
FROM public.station AS s
WHERE s.rebuilt IS NULL
  AND s.id = 2
