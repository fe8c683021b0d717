SELECT count(*)
FROM public.register AS r
