SELECT DISTINCT e.day, e.price
FROM public.event AS e
WHERE e.price IS NOT NULL
