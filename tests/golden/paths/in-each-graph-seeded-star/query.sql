SELECT d.graph, d.a, d.a
FROM (
  SELECT DISTINCT e.a, e.graph
  FROM public.edge AS e
  WHERE e.b = 2
) AS d
WHERE EXISTS (
    SELECT 1
    FROM public.edge AS e2
    WHERE e2.b = 2
      AND e2.a = d.a
      AND e2.graph = d.graph
  )
UNION ALL
SELECT r.graph, r.a, r.to2
FROM (
  WITH RECURSIVE reached(a, to2, graph) AS (
    SELECT e3.a, e3.b, e3.graph
    FROM public.edge AS e3
    WHERE EXISTS (
        SELECT 1
        FROM public.edge AS e4
        WHERE e4.b = 2
          AND e4.a = e3.a
          AND e4.graph = e3.graph
      )
    UNION
    SELECT w.a, e5.b, w.graph
    FROM reached AS w
      JOIN public.edge AS e5 ON w.to2 = e5.a AND w.graph = e5.graph
  )
  TABLE reached
) AS r
WHERE (r.to2 = r.a) IS DISTINCT FROM true
  AND EXISTS (
    SELECT 1
    FROM public.edge AS e6
    WHERE e6.b = 2
      AND e6.a = r.a
      AND e6.graph = r.graph
  )
