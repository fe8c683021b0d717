SELECT DISTINCT m.price
FROM public.measure AS m
WHERE m.price IS NOT NULL
ORDER BY m.price
