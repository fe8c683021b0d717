SELECT p.name
FROM public.person AS p
