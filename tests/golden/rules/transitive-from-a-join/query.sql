SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT p.child, p.parent
    FROM public.parent AS p
    UNION
    SELECT w.from2, p2.parent
    FROM reached AS w
      JOIN public.parent AS p2 ON w.to2 = p2.child
  )
  TABLE reached
) AS r
  JOIN public.person AS p3 ON r.from2 = p3.id
WHERE p3.name = 'Gus'
