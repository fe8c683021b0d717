SELECT l.name
FROM (
  SELECT DISTINCT h.at, h.note, h.line || '-'::text || h.place AS h
  FROM public.halt AS h
  WHERE h.note IS NOT NULL
) AS d
  CROSS JOIN public.land AS l
WHERE EXISTS (
    SELECT 1
    FROM public.halt AS h2
    WHERE h2.at = d.at
      AND h2.line || '-'::text || h2.place = d.h
  )
UNION ALL
SELECT s.name
FROM (
  SELECT DISTINCT h3.at, h3.note, h3.line || '-'::text || h3.place AS h
  FROM public.halt AS h3
  WHERE h3.note IS NOT NULL
) AS d2
  CROSS JOIN public.station AS s
WHERE EXISTS (
    SELECT 1
    FROM public.halt AS h4
    WHERE h4.at = d2.at
      AND h4.line || '-'::text || h4.place = d2.h
  )
