SELECT e.id, e.weight * 2::numeric
FROM public.event AS e
WHERE e.weight IS NOT NULL
