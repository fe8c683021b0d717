SELECT 0, 'http://family.example/grandparent'::text, d.parent, NULL::text
FROM (
  SELECT DISTINCT p2.parent
  FROM public.parent AS p
    JOIN public.parent AS p2 ON p.parent = p2.child
  WHERE p.child = 7
) AS d
UNION ALL
SELECT 1, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, NULL::integer, NULL::text
FROM public.person AS p3
WHERE p3.id = 7
UNION ALL
SELECT 2, 'http://family.example/name'::text, NULL::integer, p4.name
FROM public.person AS p4
WHERE p4.id = 7
UNION ALL
SELECT 2, 'http://family.example/sex'::text, NULL::integer, p5.sex
FROM public.person AS p5
WHERE p5.id = 7
UNION ALL
SELECT 3, 'http://family.example/born'::text, p6.born, NULL::text
FROM public.person AS p6
WHERE p6.id = 7
  AND p6.born IS NOT NULL
UNION ALL
SELECT 0, 'http://family.example/parent'::text, p7.parent, NULL::text
FROM public.parent AS p7
WHERE p7.child = 7
UNION ALL
SELECT 0, 'http://family.example/knows'::text, k.b, NULL::text
FROM public.knows AS k
WHERE k.a = 7
