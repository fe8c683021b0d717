SELECT 0, e.vessel, e.number, CASE WHEN e.fuel = 'diesel' THEN e.power::bigint * 2::bigint ELSE e.power::bigint + 1::bigint END
FROM public.engine AS e
WHERE e.fuel IN ('diesel', 'steam')
UNION ALL
SELECT 1, m.vessel, NULL::integer, m.height::bigint * 3::bigint
FROM public.mast AS m
