SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2, state) AS (
    SELECT k.a, k.b, 0
    FROM public.knows AS k
    UNION
    SELECT w.from2, u.to2, u.state2
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
