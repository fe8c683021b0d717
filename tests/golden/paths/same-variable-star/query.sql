SELECT f.code
FROM public.firm AS f
