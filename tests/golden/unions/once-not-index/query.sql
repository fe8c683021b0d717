SELECT s.vessel, s.finding
FROM public.survey AS s
  JOIN public.company AS c ON s.vessel = c.flagship
WHERE s.year = 1991
UNION ALL
SELECT s2.vessel, s2.finding
FROM public.survey AS s2
  JOIN public.mast AS m ON s2.vessel = m.vessel
WHERE s2.year = 1991
