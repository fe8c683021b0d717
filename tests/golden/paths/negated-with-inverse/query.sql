SELECT 0, NULL::integer, NULL::varchar
FROM public.person AS p
WHERE p.id = 1
UNION ALL
SELECT 1, d.y, NULL::varchar
FROM (
  SELECT DISTINCT u.y
  FROM (
    SELECT p2.boss AS y
    FROM public.person AS p2
    WHERE p2.id = 1
      AND p2.boss IS NOT NULL
    UNION ALL
    SELECT k.a
    FROM public.knows AS k
    WHERE k.b = 1
  ) AS u
) AS d
UNION ALL
SELECT 2, NULL::integer, d2.firm
FROM (
  SELECT DISTINCT s.firm
  FROM public.share AS s
  WHERE s.person = 1
) AS d2
