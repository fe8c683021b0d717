SELECT d.graph, r.to2
FROM (
  SELECT DISTINCT e.a, e.graph
  FROM public.edge AS e
  WHERE e.b = 2
) AS d
  JOIN (
    WITH RECURSIVE reached(from2, to2, graph) AS (
      SELECT d2.a, e3.b, d2.graph
      FROM (
        SELECT DISTINCT e2.a, e2.graph
        FROM public.edge AS e2
        WHERE e2.b = 2
      ) AS d2
        JOIN public.edge AS e3 ON d2.a = e3.a AND d2.graph = e3.graph
      UNION
      SELECT w.from2, e4.b, w.graph
      FROM reached AS w
        JOIN public.edge AS e4 ON w.to2 = e4.a AND w.graph = e4.graph
    )
    TABLE reached
  ) AS r ON d.graph = r.graph AND d.a = r.from2
