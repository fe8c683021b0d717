SELECT d.line
FROM (
  SELECT DISTINCT h.line, h.at, h.line || '-'::text || h.place AS h
  FROM public.halt AS h
) AS d
