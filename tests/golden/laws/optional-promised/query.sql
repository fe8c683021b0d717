SELECT s.id, l.name
FROM public.station AS s
  JOIN public.land AS l ON s.land = l.code
