SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT p.child
    FROM public.parent AS p
    WHERE p.parent = 1
    UNION
    SELECT p2.child
    FROM reached AS w
      JOIN public.parent AS p2 ON w.to2 = p2.parent
  )
  TABLE reached
) AS r
