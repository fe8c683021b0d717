SELECT v.y, v.y2, NULL::varchar
FROM public.person AS p
  CROSS JOIN LATERAL (VALUES
    (0, NULL::integer, true),
    (1, p.boss, p.boss IS NOT NULL)) AS v(y, y2, kept)
WHERE p.id = 1
  AND v.kept
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
