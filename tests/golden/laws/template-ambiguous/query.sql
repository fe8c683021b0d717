SELECT d.place, d2.line, d3.note
FROM (
  SELECT DISTINCT h.place, h.at, h.line || '-'::text || h.place AS h
  FROM public.halt AS h
) AS d
  JOIN (
    SELECT DISTINCT h2.line, h2.at, h2.line || '-'::text || h2.place AS h
    FROM public.halt AS h2
  ) AS d2 ON d.at = d2.at AND d.h = d2.h
  LEFT JOIN (
    SELECT DISTINCT h3.at, h3.note, h3.line || '-'::text || h3.place AS h
    FROM public.halt AS h3
    WHERE h3.note IS NOT NULL
  ) AS d3 ON d.h = d3.h AND d.at = d3.at
