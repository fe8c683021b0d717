SELECT DISTINCT h.place, h2.line
FROM public.halt AS h
  JOIN public.halt AS h2 ON h.at = h2.at
WHERE h.line || '-'::text || h.place = h2.line || '-'::text || h2.place
