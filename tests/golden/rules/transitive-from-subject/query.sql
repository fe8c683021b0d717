SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT p.parent
    FROM public.parent AS p
    WHERE p.child = 7
    UNION
    SELECT p2.parent
    FROM reached AS w
      JOIN public.parent AS p2 ON w.to2 = p2.child
  )
  TABLE reached
) AS r
