SELECT 0, NULL::integer, NULL::varchar
FROM public.person AS p
WHERE p.id = 1
UNION ALL
SELECT 1, p2.boss, NULL::varchar
FROM public.person AS p2
WHERE p2.id = 1
  AND p2.boss IS NOT NULL
UNION ALL
SELECT 2, NULL::integer, d.firm
FROM (
  SELECT DISTINCT s.firm
  FROM public.share AS s
  WHERE s.person = 1
) AS d
UNION ALL
SELECT 1, k.a, NULL::varchar
FROM public.knows AS k
WHERE k.b = 1
