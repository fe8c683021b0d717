SELECT DISTINCT u.x, u.y
FROM (
  SELECT r.subject AS x, r.object AS y
  FROM (
    WITH RECURSIVE reached(subject, predicate, object) AS (
      SELECT 'http://family.example/p/1'::text, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://family.example/Seen'::text
      UNION
      (WITH last AS (TABLE reached)
      SELECT w.subject, 'http://family.example/saw'::text, 'http://family.example/p/' || p.child::text
      FROM last AS w
        JOIN public.parent AS p ON w.subject = 'http://family.example/p/' || p.parent::text
      WHERE w.object = 'http://family.example/Seen'
        AND w.predicate = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
      UNION ALL
      SELECT w2.object, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://family.example/Seen'::text
      FROM last AS w2
      WHERE NOT CASE WHEN w2.object IS NOT NULL THEN false END
        AND w2.predicate = 'http://family.example/saw')
    )
    TABLE reached
  ) AS r
  WHERE r.predicate = 'http://family.example/saw'
  UNION ALL
  SELECT 'http://family.example/god'::text, 'http://family.example/p/1'::text
) AS u
