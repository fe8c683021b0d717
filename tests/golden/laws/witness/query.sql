SELECT DISTINCT h.line, h2.note
FROM public.halt AS h
  JOIN public.halt AS h2 ON h.at = h2.at
WHERE h.line || '-'::text || h.place = h2.line || '-'::text || h2.place
  AND h2.note IS NOT NULL
