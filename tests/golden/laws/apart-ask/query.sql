SELECT 1
FROM (
  SELECT 1
  FROM public.halt AS h
  WHERE h.note IS NOT NULL
  UNION ALL
  SELECT 1
  FROM public.halt AS h2
    JOIN public.halt AS h3 ON h2.at = h3.at
    JOIN public.train AS t ON h3.line = t.line
  WHERE h2.line || '-'::text || h2.place = h3.line || '-'::text || h3.place
    AND h2.note IS NOT NULL
) AS u
WHERE EXISTS (
    SELECT 1
    FROM public.land AS l
  )
LIMIT 1
