SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT k.b
    FROM public.knows AS k
    WHERE k.a = 1
    UNION
    SELECT k2.b
    FROM reached AS w
      JOIN public.knows AS k2 ON w.to2 = k2.a
  )
  TABLE reached
) AS r
