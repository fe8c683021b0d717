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
    SELECT u.to2, u.state2
    FROM reached AS w
      JOIN (
        SELECT k.b AS from2, k.a AS to2, 0 AS state, 0 AS state2
        FROM public.knows AS k
        UNION ALL
        SELECT p2.boss, p2.id, 0, 1
        FROM public.person AS p2
        WHERE p2.boss IS NOT NULL
        UNION ALL
        SELECT k2.b, k2.a, 1, 0
        FROM public.knows AS k2
      ) AS u ON w.to2 = u.from2 AND w.state = u.state
  )
  TABLE reached
) AS r
WHERE r.state = 0
  AND (r.to2 = 1) IS DISTINCT FROM true
