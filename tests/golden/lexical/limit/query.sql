SELECT e.id, e.price
FROM public.event AS e
WHERE e.price <> 'NaN'
ORDER BY e.id::text COLLATE "C" NULLS FIRST
LIMIT 2
