SELECT 0, NULL::text, p.id, 'http://g.example/ns#name'::text, p.name
FROM public.person AS p
UNION ALL
SELECT 1, m.team, m.person, v.p, v.o
FROM public.member AS m
  CROSS JOIN LATERAL (VALUES
    ('http://g.example/ns#role'::text, m.role, m.role IS NOT NULL),
    ('http://g.example/ns#plays'::text, 'yes'::text, true)) AS v(p, o, kept)
WHERE v.kept
UNION ALL
SELECT 2, d.source, d.person, 'http://g.example/ns#said'::text, d.word
FROM (
  SELECT DISTINCT s.person, s.word, s.source
  FROM public.said AS s
) AS d
