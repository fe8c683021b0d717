SELECT e.id, e.weight
FROM public.event AS e
WHERE e.weight < 10
  AND e.weight - e.weight <> 'NaN'
