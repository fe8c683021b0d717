SELECT p.number, r.id
FROM public.plate AS p
  JOIN public.register AS r ON p.name = r.name
