SELECT e.id, e.weight + 1::numeric
FROM public.event AS e
WHERE e.weight - e.weight <> 'NaN'
