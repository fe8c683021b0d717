SELECT e.id, e.weight * 2::numeric, e.weight * (-3)::numeric
FROM public.event AS e
WHERE e.weight IS NOT NULL
