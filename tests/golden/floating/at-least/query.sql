SELECT m.id
FROM public.measure AS m
WHERE m.value >= 0.099999999999999998612221219218554324470460414886474609375
  AND m.value <> 'NaN'::numeric
  AND m.value - m.value <> 'NaN'
