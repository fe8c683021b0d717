SELECT c.line, d.place
FROM public.call AS c
  JOIN (
    SELECT DISTINCT c2.place, c2.line || '-'::text || c2.track || '-'::text || c2.hour AS t
    FROM public.call AS c2
  ) AS d ON c.line || '-'::text || c.track || '-'::text || c.hour = d.t
