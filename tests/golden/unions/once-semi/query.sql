SELECT u.s, s.number, s.year
FROM (
  SELECT c.flagship AS s
  FROM public.company AS c
  WHERE EXISTS (
      SELECT 1
      FROM public.company AS c2
        CROSS JOIN public.mast AS m
      WHERE c2.town = 'Oslo'
        AND c2.id = c.id
        AND m.vessel = c.flagship
    )
  UNION ALL
  SELECT m2.vessel
  FROM public.mast AS m2
  WHERE NOT EXISTS (
      SELECT 1
      FROM public.company AS c3
      WHERE c3.flagship = m2.vessel
    )
) AS u
  JOIN public.survey AS s ON u.s = s.vessel
WHERE s.finding = 'rust'
