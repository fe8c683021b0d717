SELECT DISTINCT e.graph
FROM public.edge AS e
