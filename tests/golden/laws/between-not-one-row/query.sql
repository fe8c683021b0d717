SELECT DISTINCT t2.goal, s2.name
FROM public.station AS s
  JOIN public.train AS t ON s.id = t.goal
  JOIN public.train AS t2 ON t.line = t2.line
  JOIN public.station AS s2 ON t2.goal = s2.id
WHERE s2.opened < s.opened::bigint + 25::bigint
  AND s.kind = 'terminus'
