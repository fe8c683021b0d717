SELECT d.line
FROM (
  SELECT DISTINCT h.line, h.at, h.line || '-'::text || h.place AS h
  FROM public.halt AS h
) AS d
WHERE EXISTS (
    SELECT 1
    FROM public.halt AS h2
    WHERE h2.note IS NOT NULL
      AND h2.at = d.at
      AND d.h = h2.line || '-'::text || h2.place
  )
