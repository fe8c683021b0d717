SELECT e.id, e.price
FROM public.event AS e
WHERE e.price IS NOT NULL
ORDER BY e.price DESC
