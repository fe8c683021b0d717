SELECT r.id, t.id
FROM public.register AS r
  JOIN public.tank AS t ON r.name = t.name
