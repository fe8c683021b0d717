SELECT s.id, s2.name
FROM public.station AS s
  LEFT JOIN public.station AS s2 ON s.twin = s2.id
