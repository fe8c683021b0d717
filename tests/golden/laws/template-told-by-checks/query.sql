SELECT c.line, c.place
FROM public.call AS c
