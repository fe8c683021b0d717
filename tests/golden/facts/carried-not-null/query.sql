SELECT t.number, r.name
FROM public.tender AS t
  JOIN public.register AS r ON t.engine = r.id
