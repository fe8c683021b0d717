WITH RECURSIVE reached(to2) AS (
  SELECT k.b
  FROM public.knows AS k
  WHERE k.a = 1
  UNION
  SELECT k2.b
  FROM reached AS w
    JOIN public.knows AS k2 ON w.to2 = k2.a
)
SELECT r.to2
FROM reached AS r
  JOIN reached AS r2 ON r.to2 = r2.to2
WHERE EXISTS (
    SELECT 1
    FROM public.person AS p3
    WHERE r.to2 = p3.id
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p4
    WHERE r.to2 = p4.id
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p5
    WHERE r.to2 = p5.id
      AND p5.boss IS NOT NULL
  ) OR EXISTS (
    SELECT 1
    FROM public.knows AS k3
    WHERE r.to2 = k3.a
  ) OR EXISTS (
    SELECT 1
    FROM public.share AS s
    WHERE r.to2 = s.person
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p6
    WHERE r.to2 = p6.boss
  ) OR EXISTS (
    SELECT 1
    FROM public.knows AS k4
    WHERE r.to2 = k4.b
  )
UNION ALL
SELECT r5.to3
FROM reached AS r3
  JOIN (
    WITH RECURSIVE reached2(to2, to3) AS (
      SELECT r4.to2, p.boss
      FROM reached AS r4
        JOIN public.person AS p ON r4.to2 = p.id
      WHERE p.boss IS NOT NULL
      UNION
      SELECT w2.to2, p2.boss
      FROM reached2 AS w2
        JOIN public.person AS p2 ON w2.to3 = p2.id
      WHERE p2.boss IS NOT NULL
    )
    TABLE reached2
  ) AS r5 ON r3.to2 = r5.to2
WHERE (r5.to3 = r3.to2) IS DISTINCT FROM true
