SELECT t.name, t.water
FROM public.tank AS t
