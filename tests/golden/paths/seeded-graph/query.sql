SELECT r.graph, r.to2
FROM (
  WITH RECURSIVE reached(a, to2, graph) AS (
    SELECT e.a, e.b, e.graph
    FROM public.edge AS e
    WHERE EXISTS (
        SELECT 1
        FROM public.edge AS e2
        WHERE e2.b = 2
          AND e2.a = e.a
          AND e2.graph = e.graph
      )
    UNION
    SELECT w.a, e3.b, w.graph
    FROM reached AS w
      JOIN public.edge AS e3 ON w.to2 = e3.a AND w.graph = e3.graph
  )
  TABLE reached
) AS r
WHERE EXISTS (
    SELECT 1
    FROM public.edge AS e4
    WHERE e4.b = 2
      AND e4.a = r.a
      AND e4.graph = r.graph
  )
