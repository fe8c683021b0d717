SELECT DISTINCT m.person
FROM public.member AS m
WHERE m.team IN ('red', 'blue', 'deep blue')
