SELECT r.name, s.crew
FROM public.register AS r
  JOIN public.shunter AS s ON r.id = s.id
