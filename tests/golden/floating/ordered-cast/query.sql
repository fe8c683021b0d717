SELECT m.id
FROM public.measure AS m
WHERE m.price <> 'NaN'
ORDER BY m.price DESC
LIMIT 5
