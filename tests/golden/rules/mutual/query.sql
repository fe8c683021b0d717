SELECT DISTINCT u.x, u.y
FROM (
  SELECT r.subject AS x, r.object AS y
  FROM (
    WITH RECURSIVE reached(subject, predicate, object) AS (
      SELECT p2.child, 'http://family.example/even'::text, p.parent
      FROM public.parent AS p
        JOIN public.parent AS p2 ON p.child = p2.parent
      UNION
      (WITH last AS (TABLE reached)
      SELECT p3.child, 'http://family.example/odd'::text, w.object
      FROM last AS w
        JOIN public.parent AS p3 ON w.subject = p3.parent
      WHERE w.predicate = 'http://family.example/even'
      UNION ALL
      SELECT p4.child, 'http://family.example/even'::text, w2.object
      FROM last AS w2
        JOIN public.parent AS p4 ON w2.subject = p4.parent
      WHERE w2.predicate = 'http://family.example/odd')
    )
    TABLE reached
  ) AS r
  WHERE r.predicate = 'http://family.example/odd'
  UNION ALL
  SELECT p5.child, p5.parent
  FROM public.parent AS p5
) AS u
