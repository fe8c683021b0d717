SELECT m.person, 'http://g.example/ns#role'::text, m.role
FROM public.member AS m
WHERE m.team = 'red'
  AND m.role IS NOT NULL
UNION ALL
SELECT m2.person, 'http://g.example/ns#plays'::text, 'yes'::text
FROM public.member AS m2
WHERE m2.team = 'red'
UNION ALL
SELECT d.person, 'http://g.example/ns#said'::text, d.word
FROM (
  SELECT DISTINCT s.person, s.word
  FROM public.said AS s
  WHERE s.source = 'http://g.example/team/red'
) AS d
