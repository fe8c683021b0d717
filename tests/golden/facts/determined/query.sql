SELECT DISTINCT r.gauge, r.cost
FROM public.repair AS r
WHERE r.gauge IS NOT NULL
