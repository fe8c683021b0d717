SELECT m.person, p.name
FROM public.member AS m
  JOIN public.person AS p ON m.person = p.id
WHERE m.team = 'red'
