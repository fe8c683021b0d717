SELECT s.vessel, s.year
FROM public.survey AS s
  JOIN public.company AS c ON s.vessel = c.flagship
WHERE s.finding = 'rust'
UNION ALL
SELECT s2.vessel, s2.year
FROM public.survey AS s2
  JOIN public.engine AS e ON s2.vessel = e.vessel
WHERE s2.finding = 'rust'
