SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT p.parent
    FROM public.parent AS p
    WHERE p.child = 6
    UNION
    SELECT k.b
    FROM reached AS w
      JOIN public.knows AS k ON w.to2 = k.a
  )
  TABLE reached
) AS r
