SELECT t.number, l.name
FROM public.train AS t
  JOIN public.station AS s ON t.goal = s.id
  JOIN public.land AS l ON s.land = l.code
