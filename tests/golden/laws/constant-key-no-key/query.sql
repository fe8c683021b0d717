SELECT s.id, s2.id
FROM public.station AS s
  LEFT JOIN public.station AS s2 ON s2.opened = 1838 AND s2.rebuilt IS NOT NULL
WHERE s.opened = 1838
