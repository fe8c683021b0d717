WITH RECURSIVE reached(to2) AS (
  SELECT k.b
  FROM public.knows AS k
  WHERE k.a = 6
  UNION
  SELECT k2.b
  FROM reached AS w
    JOIN public.knows AS k2 ON w.to2 = k2.a
)
SELECT r.to2, r3.to3
FROM reached AS r
  JOIN (
    WITH RECURSIVE reached2(to2, to3) AS (
      SELECT r2.to2, p.boss
      FROM reached AS r2
        JOIN public.person AS p ON r2.to2 = p.id
      WHERE p.boss IS NOT NULL
      UNION
      SELECT w2.to2, p2.boss
      FROM reached2 AS w2
        JOIN public.person AS p2 ON w2.to3 = p2.id
      WHERE p2.boss IS NOT NULL
    )
    TABLE reached2
  ) AS r3 ON r.to2 = r3.to2
