SELECT DISTINCT e.weight
FROM public.event AS e
WHERE e.weight - e.weight <> 'NaN'
