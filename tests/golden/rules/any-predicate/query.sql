SELECT 0, 'http://family.example/grandparent'::text, d.parent, NULL::text
FROM (
  SELECT DISTINCT p2.parent
  FROM public.parent AS p
    JOIN public.parent AS p2 ON p.parent = p2.child
  WHERE p.child = 7
) AS d
UNION ALL
SELECT v.o, v.p, v.o2, v.o3
FROM public.person AS p3
  CROSS JOIN LATERAL (VALUES
    (1, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, NULL::integer, NULL::text, true),
    (2, 'http://family.example/name'::text, NULL::integer, p3.name, true),
    (2, 'http://family.example/sex'::text, NULL::integer, p3.sex, true),
    (3, 'http://family.example/born'::text, p3.born, NULL::text, p3.born IS NOT NULL)) AS v(o, p, o2, o3, kept)
WHERE p3.id = 7
  AND v.kept
UNION ALL
SELECT 0, 'http://family.example/parent'::text, p4.parent, NULL::text
FROM public.parent AS p4
WHERE p4.child = 7
UNION ALL
SELECT 0, 'http://family.example/knows'::text, k.b, NULL::text
FROM public.knows AS k
WHERE k.a = 7
