SELECT s.id
FROM public.station AS s
WHERE s.kind = 'terminus'
