SELECT s.name, t.number
FROM public.station AS s
  LEFT JOIN public.train AS t ON s.id = t.goal
WHERE s.opened > 1860
