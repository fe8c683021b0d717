SELECT 0, NULL::text, m.person
FROM public.member AS m
WHERE m.team = 'red'
  AND m.role IS NOT NULL
UNION ALL
SELECT 0, NULL::text, m2.person
FROM public.member AS m2
WHERE m2.team = 'red'
UNION ALL
SELECT 1, d.source, d.person
FROM (
  SELECT DISTINCT s.person, s.word, s.source
  FROM public.said AS s
) AS d
  JOIN (VALUES ('http://g.example/team/red'::text), ('http://g.example/radio')) AS v(source) ON d.source = v.source
