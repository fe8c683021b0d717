SELECT 0, NULL::integer
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(to2, state) AS (
    SELECT p.id, 1
    FROM public.person AS p
    WHERE p.boss = 1
      AND p.boss IS NOT NULL
    UNION
    SELECT u.to2, u.state
    FROM reached AS w
      JOIN (
        SELECT k.a AS to2, 0 AS state, k.b AS to3, 0 AS state2
        FROM public.knows AS k
        UNION ALL
        SELECT p2.id, 1, p2.boss, 0
        FROM public.person AS p2
        WHERE p2.boss IS NOT NULL
        UNION ALL
        SELECT k2.a, 0, k2.b, 1
        FROM public.knows AS k2
      ) AS u ON w.to2 = u.to3 AND w.state = u.state2
  )
  TABLE reached
) AS r
WHERE r.state = 0
  AND (r.to2 = 1) IS DISTINCT FROM true
