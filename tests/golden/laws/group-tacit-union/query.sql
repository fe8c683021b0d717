SELECT 'all'::text
FROM public.station AS s
GROUP BY ()
UNION ALL
SELECT l.name
FROM public.land AS l
