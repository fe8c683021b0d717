SELECT DISTINCT u.a, u.a2
FROM (
  SELECT e.vessel AS a, e.number AS a2
  FROM public.engine AS e
  WHERE e.power > 50
  UNION ALL
  SELECT e2.vessel, e2.number
  FROM public.engine AS e2
  WHERE e2.power > 5
    AND EXISTS (
      SELECT 1
      FROM public.mast AS m
      WHERE m.height = e2.power
    )
) AS u
