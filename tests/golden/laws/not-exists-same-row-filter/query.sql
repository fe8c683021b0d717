SELECT s.id
FROM public.station AS s
WHERE NOT COALESCE(s.rebuilt > 1952 AND s.rebuilt IS NOT NULL, false)
