SELECT DISTINCT s.person, s.word, s.source
FROM public.said AS s
