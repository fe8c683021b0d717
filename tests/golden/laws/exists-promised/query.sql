SELECT t.number
FROM public.train AS t
