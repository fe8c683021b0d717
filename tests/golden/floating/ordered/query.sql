SELECT m.value
FROM public.measure AS m
WHERE m.value IS NOT NULL
ORDER BY m.value DESC
