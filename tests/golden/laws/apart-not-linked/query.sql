SELECT DISTINCT u.n
FROM (
  SELECT l.name AS n
  FROM public.halt AS h
    JOIN public.land AS l ON h.note <> l.name
  WHERE h.note IS NOT NULL
  UNION ALL
  SELECT s.name
  FROM public.halt AS h2
    JOIN public.station AS s ON h2.note <> s.name
  WHERE h2.note IS NOT NULL
) AS u
