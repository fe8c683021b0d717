SELECT 0, e.id, e.weight
FROM public.event AS e
WHERE e.weight IS NOT NULL
UNION ALL
SELECT 1, r.id, r.rate
FROM public.room AS r
