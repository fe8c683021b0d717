SELECT 0, NULL::integer
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(to2, state) AS (
    SELECT k.b, 0
    FROM public.knows AS k
    WHERE k.a = 5
    UNION
    SELECT u.to2, u.state
    FROM reached AS w
      JOIN (
        SELECT k2.b AS to2, 0 AS state, k2.a AS to3, 0 AS state2
        FROM public.knows AS k2
        UNION ALL
        SELECT p.boss, 1, p.id, 0
        FROM public.person AS p
        WHERE p.boss IS NOT NULL
        UNION ALL
        SELECT k3.b, 0, k3.a, 1
        FROM public.knows AS k3
      ) AS u ON w.to2 = u.to3 AND w.state = u.state2
  )
  TABLE reached
) AS r
WHERE r.state = 1
  AND (r.to2 = 5) IS DISTINCT FROM true
