SELECT m.person, m.team
FROM public.member AS m
WHERE m.role IS NULL
