SELECT 0, 0, p.id, NULL::varchar, p.id, NULL::varchar
FROM public.person AS p
WHERE p.name = 'Di'
UNION ALL
SELECT 0, 0, p2.id, NULL::varchar, r.to2, NULL::varchar
FROM public.person AS p2
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p3.id, p3.boss
      FROM public.person AS p3
      WHERE p3.name = 'Di'
        AND p3.boss IS NOT NULL
      UNION
      SELECT w.from2, p4.boss
      FROM reached AS w
        JOIN public.person AS p4 ON w.to2 = p4.id
      WHERE p4.boss IS NOT NULL
    )
    TABLE reached
  ) AS r ON p2.id = r.from2
WHERE p2.name = 'Di'
  AND (r.to2 = p2.id) IS DISTINCT FROM true
UNION ALL
SELECT 1, 1, NULL::integer, f.code, NULL::integer, f.code
FROM public.firm AS f
WHERE f.name = 'Di'
