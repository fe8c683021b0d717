SELECT m.id
FROM public.measure AS m
WHERE m.value < '2.5e-324'::numeric
  AND m.value - m.value <> 'NaN'
