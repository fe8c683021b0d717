SELECT e.id, e.weight, e.weight + 1::numeric
FROM public.event AS e
WHERE e.weight IS NOT NULL
