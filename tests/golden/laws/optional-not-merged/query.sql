SELECT s.id, s.twin, b.station, b.seats, s.twin IS NOT NULL
FROM public.station AS s
  LEFT JOIN public.buffet AS b ON b.seats IS NOT NULL AND (s.twin = b.station OR NOT (s.twin IS NOT NULL))
