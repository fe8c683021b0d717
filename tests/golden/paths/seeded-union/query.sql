SELECT p.id, r.to2
FROM public.person AS p
  JOIN (
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
SELECT p4.id, r2.to2
FROM public.person AS p4
  JOIN (
    WITH RECURSIVE reached2(from2, to2) AS (
      SELECT p5.id, k.a
      FROM public.person AS p5
        JOIN public.knows AS k ON p5.id = k.b
      WHERE p5.name = 'Ed'
      UNION
      SELECT w2.from2, k2.a
      FROM reached2 AS w2
        JOIN public.knows AS k2 ON w2.to2 = k2.b
    )
    TABLE reached2
  ) AS r2 ON p4.id = r2.from2
WHERE p4.name = 'Ed'
