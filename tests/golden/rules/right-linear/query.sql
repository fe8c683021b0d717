SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2, state) AS (
    (SELECT p.parent, 0
    FROM public.parent AS p
    WHERE p.child = 6
    UNION ALL
    SELECT k.b, 1
    FROM public.knows AS k
    WHERE k.a = 6)
    UNION
    SELECT u.to2, u.state
    FROM reached AS w
      JOIN (
        SELECT p2.parent AS to2, 0 AS state, p2.child AS to3, 0 AS state2
        FROM public.parent AS p2
        UNION ALL
        SELECT k2.b, 1, k2.a, 0
        FROM public.knows AS k2
      ) AS u ON w.to2 = u.to3 AND w.state = u.state2
  )
  TABLE reached
) AS r
WHERE r.state = 1
