SELECT e.id
FROM public.event AS e
WHERE e.price <> 'NaN'
