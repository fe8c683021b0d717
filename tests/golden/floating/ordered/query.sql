SELECT m.id
FROM public.measure AS m
WHERE m.value - m.value <> 'NaN'
ORDER BY m.value DESC
