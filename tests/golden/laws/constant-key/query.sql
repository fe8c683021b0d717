SELECT s.name, s.rebuilt, s.twin
FROM public.station AS s
WHERE s.id = 1
