SELECT s.kind, count(*) = count(s.rebuilt), max(s.rebuilt), count(s.rebuilt)
FROM public.station AS s
GROUP BY s.kind
