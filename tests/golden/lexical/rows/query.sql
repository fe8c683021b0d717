SELECT e.id, e.day
FROM public.event AS e
