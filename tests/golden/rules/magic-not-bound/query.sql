SELECT DISTINCT u.y
FROM (
  SELECT r.object AS y
  FROM (
    WITH RECURSIVE reached(subject, object) AS (
      SELECT k.a, p3.child
      FROM public.parent AS p
        JOIN public.parent AS p2 ON p.parent = p2.parent
        JOIN public.parent AS p3 ON p2.child = p3.parent
        JOIN public.knows AS k ON p3.child = k.b
      UNION
      SELECT k2.a, p4.child
      FROM reached AS w
        JOIN public.parent AS p4 ON w.object = p4.parent
        JOIN public.knows AS k2 ON p4.child = k2.b
    )
    TABLE reached
  ) AS r
  WHERE r.subject = 1
  UNION ALL
  SELECT p6.child
  FROM public.parent AS p5
    JOIN public.parent AS p6 ON p5.parent = p6.parent
  WHERE p5.child = 1
) AS u
