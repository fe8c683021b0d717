SELECT e.id
FROM public.event AS e
WHERE NOT COALESCE(e.day >= '0001-01-01' AND e.day < 'infinity', false)
