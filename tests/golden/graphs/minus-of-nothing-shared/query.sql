SELECT m.person, m.team
FROM public.member AS m
