SELECT count(*)
FROM public.event AS e
WHERE e.day >= '0001-01-01' AND e.day < 'infinity'
