SELECT DISTINCT h.place, h4.place
FROM public.halt AS h
  JOIN public.halt AS h2 ON h.at = h2.at
  JOIN public.halt AS h3 ON h2.line = h3.line
  JOIN public.halt AS h4 ON h3.at = h4.at
WHERE h2.line || '-'::text || h3.place = h4.line || '-'::text || h4.place
  AND h.line || '-'::text || h.place = h2.line || '-'::text || h2.place
