SELECT s.id
FROM public.station AS s
WHERE s.rebuilt <= 1954
  AND s.rebuilt >= 1954
