SELECT e.vessel, e.number, e.power::bigint
FROM public.engine AS e
WHERE e.fuel = 'diesel'
  AND e.vessel = 1
UNION ALL
SELECT e2.vessel, e2.number, e2.power::bigint * 2::bigint
FROM public.engine AS e2
WHERE e2.fuel = 'steam'
