SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2, state) AS (
    SELECT k.a, k.b, 0
    FROM public.knows AS k
    UNION
    SELECT w.from2, u.to2, u.state
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
