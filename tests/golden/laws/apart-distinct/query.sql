SELECT DISTINCT u.n
FROM (
  SELECT l.name AS n
  FROM public.land AS l
  WHERE EXISTS (
      SELECT 1
      FROM public.halt AS h
        JOIN public.halt AS h2 ON h.at = h2.at
      WHERE h.note <> h2.line
        AND h.line || '-'::text || h.place = h2.line || '-'::text || h2.place
    )
  UNION ALL
  SELECT s.name
  FROM public.station AS s
  WHERE EXISTS (
      SELECT 1
      FROM public.halt AS h3
        JOIN public.halt AS h4 ON h3.at = h4.at
      WHERE h3.note <> h4.line
        AND h3.line || '-'::text || h3.place = h4.line || '-'::text || h4.place
    )
) AS u
