SELECT d.person
FROM (
  SELECT DISTINCT s.person, s.word
  FROM public.said AS s
  WHERE s.source = 'http://g.example/nowhere'
) AS d
