SELECT m.id
FROM public.measure AS m
WHERE m.value > 0.100000000000000012490009027033011079765856266021728515625
  AND m.value <> 'NaN'::numeric
  AND m.value - m.value <> 'NaN'
