SELECT s.name, t.number, n.id
FROM public.station AS s
  LEFT JOIN public.train AS t ON t.goal = 1
  LEFT JOIN public.notice AS n ON n.station = 1
WHERE s.id = 1
