SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT e.a, e.b
    FROM public.edge AS e
    WHERE e.graph = 2
    UNION
    SELECT w.from2, e2.b
    FROM reached AS w
      JOIN public.edge AS e2 ON w.to2 = e2.a
    WHERE e2.graph = 2
  )
  TABLE reached
) AS r
