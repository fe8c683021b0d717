SELECT u.n
FROM (
  SELECT DISTINCT h.at, h.note, h.line || '-'::text || h.place AS h
  FROM public.halt AS h
  WHERE h.note IS NOT NULL
) AS d
  CROSS JOIN (
    SELECT l.name AS n
    FROM public.land AS l
    UNION ALL
    SELECT s.name
    FROM public.station AS s
  ) AS u
