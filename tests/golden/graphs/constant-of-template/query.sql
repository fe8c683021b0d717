SELECT m.person, v.p, v.o
FROM public.member AS m
  CROSS JOIN LATERAL (VALUES
    ('http://g.example/ns#role'::text, m.role, m.role IS NOT NULL),
    ('http://g.example/ns#plays'::text, 'yes'::text, true)) AS v(p, o, kept)
WHERE m.team = 'red'
  AND v.kept
UNION ALL
SELECT d.person, 'http://g.example/ns#said'::text, d.word
FROM (
  SELECT DISTINCT s.person, s.word
  FROM public.said AS s
  WHERE s.source = 'http://g.example/team/red'
) AS d
