SELECT 0, p.id, NULL::varchar, r.to2
FROM public.person AS p
  LEFT JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p2.id, p2.boss
      FROM public.person AS p2
      WHERE p2.name = 'Ed'
        AND p2.boss IS NOT NULL
      UNION
      SELECT w.from2, p3.boss
      FROM reached AS w
        JOIN public.person AS p3 ON w.to2 = p3.id
      WHERE p3.boss IS NOT NULL
    )
    TABLE reached
  ) AS r ON p.id = r.from2
WHERE p.name = 'Ed'
UNION ALL
SELECT 1, NULL::integer, f.code, NULL::integer
FROM public.firm AS f
WHERE f.name = 'Ed'
