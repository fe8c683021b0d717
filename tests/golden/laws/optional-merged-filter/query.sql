SELECT s.id, b.name, CASE WHEN b.seats > 50 AND b.seats IS NOT NULL THEN b.seats END, b.stars
FROM public.station AS s
  LEFT JOIN public.buffet AS b ON s.id = b.station
