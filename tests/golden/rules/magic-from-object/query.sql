SELECT DISTINCT u.x
FROM (
  SELECT r.subject AS x
  FROM (
    WITH RECURSIVE magic(object) AS (
      SELECT 5
      UNION
      SELECT p.parent
      FROM magic AS w
        JOIN public.parent AS p ON w.object = p.child
    ),
    reached(subject, object) AS (
      SELECT p4.child, p5.child
      FROM public.parent AS p2
        JOIN public.parent AS p3 ON p2.parent = p3.parent
        JOIN public.parent AS p4 ON p2.child = p4.parent
        JOIN public.parent AS p5 ON p3.child = p5.parent
        JOIN magic AS m ON p5.child = m.object
      UNION
      SELECT p6.child, p7.child
      FROM reached AS w2
        JOIN public.parent AS p6 ON w2.subject = p6.parent
        JOIN public.parent AS p7 ON w2.object = p7.parent
        JOIN magic AS m2 ON p7.child = m2.object
    )
    TABLE reached
  ) AS r
  WHERE r.object = 5
  UNION ALL
  SELECT p9.child
  FROM public.parent AS p8
    JOIN public.parent AS p9 ON p8.parent = p9.parent
  WHERE p8.child = 5
) AS u
