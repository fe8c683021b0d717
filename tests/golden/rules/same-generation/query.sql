SELECT DISTINCT u.x, u.y
FROM (
  SELECT r.subject AS x, r.object AS y
  FROM (
    WITH RECURSIVE reached(subject, object) AS (
      SELECT p3.child, p4.child
      FROM public.parent AS p
        JOIN public.parent AS p2 ON p.parent = p2.parent
        JOIN public.parent AS p3 ON p.child = p3.parent
        JOIN public.parent AS p4 ON p2.child = p4.parent
      UNION
      SELECT p5.child, p6.child
      FROM reached AS w
        JOIN public.parent AS p5 ON w.subject = p5.parent
        JOIN public.parent AS p6 ON w.object = p6.parent
    )
    TABLE reached
  ) AS r
  UNION ALL
  SELECT p7.child, p8.child
  FROM public.parent AS p7
    JOIN public.parent AS p8 ON p7.parent = p8.parent
) AS u
