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
    SELECT u.to2, u.state2
    FROM reached AS w
      JOIN (
        SELECT p2.child AS from2, p2.parent AS to2, 0 AS state, 0 AS state2
        FROM public.parent AS p2
        UNION ALL
        SELECT k2.a, k2.b, 0, 1
        FROM public.knows AS k2
      ) AS u ON w.to2 = u.from2 AND w.state = u.state
  )
  TABLE reached
) AS r
WHERE r.state = 1
