SELECT DISTINCT h2.place, h3.line
FROM public.halt AS h
  JOIN public.halt AS h2 ON h.at = h2.at
  JOIN public.halt AS h3 ON h.at = h3.at
WHERE h.line || '-'::text || h.place = h3.line || '-'::text || h3.place
  AND h.line || '-'::text || h.place = h2.line || '-'::text || h2.place
