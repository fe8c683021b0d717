SELECT e.vessel, e.number
FROM public.engine AS e
WHERE e.power > 50
