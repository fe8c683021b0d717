SELECT u.v, u.why, s.year
FROM (
  SELECT c.flagship AS v, 'flagship'::text AS why
  FROM public.company AS c
  UNION ALL
  SELECT m.vessel, 'mast'::text
  FROM public.mast AS m
) AS u
  JOIN public.survey AS s ON u.v = s.vessel
WHERE s.finding = 'rust'
