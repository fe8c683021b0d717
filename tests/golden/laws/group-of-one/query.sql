SELECT s.id, 1 = CASE WHEN s.rebuilt IS NOT NULL THEN 1::bigint ELSE 0::bigint END, s.rebuilt, CASE WHEN s.rebuilt IS NOT NULL THEN 1::bigint ELSE 0::bigint END
FROM public.station AS s
WHERE s.kind = 'through'
