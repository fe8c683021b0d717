SELECT 0, NULL::text, p.id, 'http://g.example/ns#name'::text, p.name
FROM public.person AS p
UNION ALL
SELECT 1, m.team, m.person, 'http://g.example/ns#role'::text, m.role
FROM public.member AS m
WHERE m.role IS NOT NULL
UNION ALL
SELECT 1, m2.team, m2.person, 'http://g.example/ns#plays'::text, 'yes'::text
FROM public.member AS m2
UNION ALL
SELECT 2, d.source, d.person, 'http://g.example/ns#said'::text, d.word
FROM (
  SELECT DISTINCT s.person, s.word, s.source
  FROM public.said AS s
) AS d
