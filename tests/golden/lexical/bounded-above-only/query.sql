SELECT e.id, e.weight
FROM public.event AS e
WHERE e.weight < 10
