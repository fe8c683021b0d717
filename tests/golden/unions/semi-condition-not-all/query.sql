SELECT e.vessel, e.number, v.constant
FROM public.engine AS e
  JOIN (VALUES ('1'::text, 'diesel'::text), ('2', 'coal')) AS v(constant, constant2) ON e.fuel = v.constant2
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT e2.power
      FROM public.engine AS e2
      WHERE e2.power > 50
      UNION ALL
      SELECT m.height
      FROM public.mast AS m
      WHERE m.height > 5
    ) AS u
    WHERE u.power = e.power
  )
