SELECT 0, e.id, e.weight
FROM public.event AS e
WHERE e.weight - e.weight <> 'NaN'
UNION ALL
SELECT 1, r.id, 1::bigint::numeric * 1::numeric
FROM public.room AS r
WHERE r.since >= '0001-01-01' AND r.since < 'infinity'
