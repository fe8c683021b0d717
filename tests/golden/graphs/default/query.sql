SELECT v.o, p.id, v.p, v.o2
FROM public.person AS p
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, NULL::text),
    (1, 'http://g.example/ns#name'::text, p.name)) AS v(o, p, o2)
