SELECT c.flagship, s.finding
FROM public.company AS c
  JOIN public.survey AS s ON c.flagship = s.vessel
UNION ALL
SELECT m.vessel, s2.finding
FROM public.mast AS m
  JOIN public.survey AS s2 ON m.vessel = s2.vessel
