SELECT s.name, s2.rebuilt
FROM public.station AS s
  LEFT JOIN public.station AS s2 ON s2.id = 3 AND s2.rebuilt IS NOT NULL
WHERE s.id = 1
