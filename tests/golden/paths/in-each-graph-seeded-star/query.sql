SELECT d.graph, d.a, d2.a
FROM (
  SELECT DISTINCT e.a, e.graph
  FROM public.edge AS e
  WHERE e.b = 2
) AS d
  JOIN (
    SELECT DISTINCT e2.a, e2.graph
    FROM public.edge AS e2
    WHERE e2.b = 2
  ) AS d2 ON d.graph = d2.graph AND d.a = d2.a
UNION ALL
SELECT d3.graph, d3.a, r.to2
FROM (
  SELECT DISTINCT e3.a, e3.graph
  FROM public.edge AS e3
  WHERE e3.b = 2
) AS d3
  JOIN (
    WITH RECURSIVE reached(from2, to2, graph) AS (
      SELECT d4.a, e5.b, d4.graph
      FROM (
        SELECT DISTINCT e4.a, e4.graph
        FROM public.edge AS e4
        WHERE e4.b = 2
      ) AS d4
        JOIN public.edge AS e5 ON d4.a = e5.a AND d4.graph = e5.graph
      UNION
      SELECT w.from2, e6.b, w.graph
      FROM reached AS w
        JOIN public.edge AS e6 ON w.to2 = e6.a AND w.graph = e6.graph
    )
    TABLE reached
  ) AS r ON d3.graph = r.graph AND d3.a = r.from2
WHERE (r.to2 = r.from2) IS DISTINCT FROM true
