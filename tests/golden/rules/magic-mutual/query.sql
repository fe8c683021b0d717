SELECT r.object
FROM (
  WITH RECURSIVE magic(subject, predicate) AS (
    SELECT 3, 'http://family.example/elder'::text
    UNION
    (WITH last AS (TABLE magic)
    SELECT p.child, 'http://family.example/elder'::text
    FROM last AS w
      JOIN public.parent AS p ON w.subject = p.parent
    WHERE w.predicate = 'http://family.example/near'
    UNION ALL
    SELECT p2.parent, 'http://family.example/near'::text
    FROM last AS w2
      JOIN public.parent AS p2 ON w2.subject = p2.child
    WHERE w2.predicate = 'http://family.example/elder')
  ),
  reached(subject, predicate, object) AS (
    SELECT p3.child, 'http://family.example/elder'::text, k2.a
    FROM public.knows AS k
      JOIN public.parent AS p3 ON k.a = p3.parent
      JOIN public.knows AS k2 ON k.b = k2.b
      JOIN magic AS m ON p3.child = m.subject
    WHERE m.predicate = 'http://family.example/elder'
    UNION
    (WITH last2 AS (TABLE reached)
    SELECT p4.parent, 'http://family.example/near'::text, p5.parent
    FROM last2 AS w3
      JOIN public.parent AS p4 ON w3.subject = p4.child
      JOIN public.parent AS p5 ON w3.object = p5.child
      JOIN public.person AS p6 ON w3.subject = p6.id
      JOIN magic AS m2 ON p4.parent = m2.subject
    WHERE m2.predicate = 'http://family.example/near'
      AND p6.born > 1920
      AND w3.predicate = 'http://family.example/elder'
      AND p6.born IS NOT NULL
    UNION ALL
    SELECT p7.child, 'http://family.example/elder'::text, k3.a
    FROM last2 AS w4
      JOIN public.parent AS p7 ON w4.subject = p7.parent
      JOIN public.knows AS k3 ON w4.object = k3.b
      JOIN magic AS m3 ON p7.child = m3.subject
    WHERE m3.predicate = 'http://family.example/elder'
      AND w4.predicate = 'http://family.example/near')
  )
  TABLE reached
) AS r
WHERE r.predicate = 'http://family.example/elder'
  AND r.subject = 3
