SELECT s.id
FROM public.station AS s
WHERE s.rebuilt IS NOT NULL
