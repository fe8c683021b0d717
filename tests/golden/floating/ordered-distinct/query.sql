SELECT DISTINCT m.value
FROM public.measure AS m
WHERE m.value > 0.500000000000000055511151231257827021181583404541015625
  AND m.value <> 'NaN'::numeric
  AND m.value - m.value <> 'NaN'
ORDER BY m.value
LIMIT 12
