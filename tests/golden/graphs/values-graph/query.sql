SELECT 0, NULL::text, m.person
FROM public.member AS m
  CROSS JOIN LATERAL (VALUES
    (m.role IS NOT NULL),
    (true)) AS v(kept)
WHERE m.team = 'red'
  AND v.kept
UNION ALL
SELECT 1, d.source, d.person
FROM (
  SELECT DISTINCT s.person, s.word, s.source
  FROM public.said AS s
) AS d
  JOIN (VALUES ('http://g.example/team/red'::text), ('http://g.example/radio')) AS v2(source) ON d.source = v2.source
