SELECT e.id, e.price
FROM public.event AS e
WHERE e.price > 5
