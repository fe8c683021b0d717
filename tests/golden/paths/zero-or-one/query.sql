SELECT 0, 0, p.id, NULL::varchar, p.id, NULL::varchar
FROM public.person AS p
WHERE p.name = 'Di'
UNION ALL
SELECT 0, 0, p2.id, NULL::varchar, p2.boss, NULL::varchar
FROM public.person AS p2
WHERE p2.name = 'Di'
  AND p2.boss IS NOT NULL
  AND (p2.boss = p2.id) IS DISTINCT FROM true
UNION ALL
SELECT 1, 1, NULL::integer, f.code, NULL::integer, f.code
FROM public.firm AS f
WHERE f.name = 'Di'
