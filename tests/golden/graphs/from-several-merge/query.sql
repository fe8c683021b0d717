SELECT DISTINCT s.person, s.word
FROM public.said AS s
WHERE s.source IN ('http://g.example/paper', 'http://g.example/radio')
