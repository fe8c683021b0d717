SELECT e.id, e.day, e.price
FROM public.event AS e
WHERE e.price IS NOT NULL
