SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    (SELECT p.parent
    FROM public.parent AS p
    WHERE p.child = 6
    UNION ALL
    SELECT p2.child
    FROM public.parent AS p2
    WHERE p2.parent = 6)
    UNION
    SELECT u.to2
    FROM reached AS w
      JOIN (
        SELECT p3.parent AS to2, p3.child AS to3
        FROM public.parent AS p3
        UNION ALL
        SELECT p4.child, p4.parent
        FROM public.parent AS p4
      ) AS u ON w.to2 = u.to3
  )
  TABLE reached
) AS r
