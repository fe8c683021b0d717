SELECT 0, s.id, 'http://r.example/ns#twin'::text
FROM public.station AS s
WHERE s.twin = 1
UNION ALL
SELECT 1, t.number, 'http://r.example/ns#to'::text
FROM public.train AS t
WHERE t.goal = 1
UNION ALL
SELECT 2, n.id, 'http://r.example/ns#on'::text
FROM public.notice AS n
WHERE n.station = 1
