SELECT m.person, m.role, m.team
FROM public.member AS m
WHERE m.role IS NOT NULL
