SELECT 0, e.id, e.weight
FROM public.event AS e
WHERE e.weight - e.weight <> 'NaN'
UNION ALL
SELECT 1, r.id, NULL::numeric
FROM public.room AS r
