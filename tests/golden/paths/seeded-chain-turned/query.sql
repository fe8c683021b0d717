SELECT r.to2, r3.to3
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT k.b
    FROM public.knows AS k
    WHERE k.a = 6
    UNION
    SELECT k2.b
    FROM reached AS w
      JOIN public.knows AS k2 ON w.to2 = k2.a
  )
  TABLE reached
) AS r
  JOIN (
    WITH RECURSIVE reached2(to2, to3) AS (
      SELECT r2.to2, p.boss
      FROM (
        WITH RECURSIVE reached3(to2) AS (
          SELECT k3.b
          FROM public.knows AS k3
          WHERE k3.a = 6
          UNION
          SELECT k4.b
          FROM reached3 AS w2
            JOIN public.knows AS k4 ON w2.to2 = k4.a
        )
        TABLE reached3
      ) AS r2
        JOIN public.person AS p ON r2.to2 = p.id
      WHERE p.boss IS NOT NULL
      UNION
      SELECT w3.to2, p2.boss
      FROM reached2 AS w3
        JOIN public.person AS p2 ON w3.to3 = p2.id
      WHERE p2.boss IS NOT NULL
    )
    TABLE reached2
  ) AS r3 ON r.to2 = r3.to2
