SELECT d.person, d.source, m.team
FROM (
  SELECT DISTINCT s.person, s.source
  FROM public.said AS s
  WHERE s.word = 'yes'
) AS d
  JOIN public.member AS m ON d.person = m.person
