SELECT s.id, b.name, b.seats
FROM public.station AS s
  LEFT JOIN public.buffet AS b ON s.id = b.station
