SELECT e.id, e.price, e.checked, e.checked IS NOT NULL
FROM public.event AS e
WHERE e.price <> 'NaN'
