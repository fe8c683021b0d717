SELECT g.code
FROM public.guest AS g
WHERE g.code = 'g/3'
