SELECT s.vessel, s.year
FROM public.survey AS s
  JOIN public.company AS c ON s.vessel = c.flagship
WHERE s.finding = 'rust'
UNION ALL
SELECT s2.vessel, s2.year
FROM public.survey AS s2
  JOIN public.mast AS m ON s2.vessel = m.vessel
WHERE s2.year < 1974::bigint + m.height::bigint
  AND s2.finding = 'rust'
