SELECT g.code
FROM public.guest AS g
