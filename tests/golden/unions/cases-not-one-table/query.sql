SELECT 0, e.vessel, e.number, e.power::bigint
FROM public.engine AS e
WHERE e.power = 900
UNION ALL
SELECT 1, m.vessel, NULL::integer, m.height::bigint * 2::bigint
FROM public.mast AS m
WHERE m.height = 20
