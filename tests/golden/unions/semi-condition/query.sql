SELECT e.vessel, e.number, v.constant
FROM public.engine AS e
  JOIN (VALUES ('1'::text, 'diesel'::text), ('2', 'coal')) AS v(constant, constant2) ON e.fuel = v.constant2
WHERE e.power > 50
