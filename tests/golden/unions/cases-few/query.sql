SELECT e.vessel, e.number, CASE WHEN e.power = 900 THEN e.power::bigint * 2::bigint WHEN e.power = 400 THEN e.power::bigint * 3::bigint WHEN e.power = 25 THEN e.power::bigint + 4::bigint ELSE e.power::bigint - 5::bigint END
FROM public.engine AS e
WHERE e.power IN (900, 400, 25, 10)
UNION ALL
SELECT e2.vessel, e2.number, e2.power::bigint + 6::bigint
FROM public.engine AS e2
WHERE e2.power = 7
