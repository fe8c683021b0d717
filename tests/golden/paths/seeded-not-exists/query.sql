SELECT p.id
FROM public.person AS p
WHERE NOT EXISTS (
    SELECT 1
    FROM (
      WITH RECURSIVE reached(to2) AS (
        SELECT k.b
        FROM public.knows AS k
        WHERE k.a = p.id
        UNION
        SELECT k2.b
        FROM reached AS w
          JOIN public.knows AS k2 ON w.to2 = k2.a
      )
      TABLE reached
    ) AS r
    WHERE r.to2 = p.id
  )
