SELECT r.id, r.name
FROM public.register AS r
WHERE r.name COLLATE "C" > 'B'
