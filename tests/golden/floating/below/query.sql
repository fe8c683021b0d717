SELECT m.id
FROM public.measure AS m
WHERE m.value < 9007199254740991.5
  AND m.value - m.value <> 'NaN'
