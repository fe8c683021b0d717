SELECT m.person, m.team, m.role
FROM public.member AS m
