SELECT 0, NULL::integer
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(to2, state) AS (
    SELECT k.b, 0
    FROM public.knows AS k
    WHERE k.a = 5
    UNION
    SELECT u.to2, u.state2
    FROM reached AS w
      JOIN (
        SELECT k2.a AS from2, k2.b AS to2, 0 AS state, 0 AS state2
        FROM public.knows AS k2
        UNION ALL
        SELECT p.id, p.boss, 0, 1
        FROM public.person AS p
        WHERE p.boss IS NOT NULL
        UNION ALL
        SELECT k3.a, k3.b, 1, 0
        FROM public.knows AS k3
      ) AS u ON w.to2 = u.from2 AND w.state = u.state
  )
  TABLE reached
) AS r
WHERE r.state = 1
  AND (r.to2 = 5) IS DISTINCT FROM true
