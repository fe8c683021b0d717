SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2, graph) AS (
    SELECT e.a, e.b, e.graph
    FROM public.edge AS e
    UNION
    SELECT w.from2, e2.b, w.graph
    FROM reached AS w
      JOIN public.edge AS e2 ON w.to2 = e2.a AND w.graph = e2.graph
  )
  TABLE reached
) AS r
WHERE r.graph = 2
