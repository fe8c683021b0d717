SELECT DISTINCT u.n
FROM (
  SELECT l.name AS n
  FROM public.halt AS h
    JOIN public.land AS l ON h.note <> l.name
  UNION ALL
  SELECT s.name
  FROM public.halt AS h2
    JOIN public.station AS s ON h2.note <> s.name
) AS u
