SELECT 0, e.vessel, e.number, e.power
FROM public.engine AS e
WHERE e.fuel = 'diesel'
UNION ALL
SELECT 1, e2.vessel, e2.number, NULL::integer
FROM public.engine AS e2
WHERE e2.power = 25
