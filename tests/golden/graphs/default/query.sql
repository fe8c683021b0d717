SELECT 0, p.id, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, NULL::text
FROM public.person AS p
UNION ALL
SELECT 1, p2.id, 'http://g.example/ns#name'::text, p2.name
FROM public.person AS p2
