SELECT e.id, e.weight * e.price
FROM public.event AS e
WHERE e.weight - e.weight <> 'NaN'
  AND e.price <> 'NaN'
