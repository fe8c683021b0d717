SELECT p.number, p.name
FROM public.plate AS p
