SELECT 0, m.team, m.person, 'yes'::text
FROM public.member AS m
WHERE m.team = 'blue'
UNION ALL
SELECT 1, d.source, d.person, d.word
FROM (
  SELECT DISTINCT s.person, s.word, s.source
  FROM public.said AS s
  WHERE s.source IN ('http://g.example/team/blue', 'http://g.example/radio')
) AS d
