(SELECT 0, NULL::integer
FROM public.edge AS e
WHERE e.graph = 2
LIMIT 1)
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT e2.b
    FROM public.edge AS e2
    WHERE e2.a = 3
      AND e2.graph = 2
    UNION
    SELECT e3.b
    FROM reached AS w
      JOIN public.edge AS e3 ON w.to2 = e3.a
    WHERE e3.graph = 2
  )
  TABLE reached
) AS r
WHERE (r.to2 = 3) IS DISTINCT FROM true
