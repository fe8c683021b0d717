SELECT e.vessel, e.number
FROM public.engine AS e
WHERE e.vessel IN (1, 3)
  AND CASE WHEN e.vessel = 1 THEN e.power = 900 ELSE e.fuel = 'steam' END
