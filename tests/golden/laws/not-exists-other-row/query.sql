SELECT s.id
FROM public.station AS s
WHERE NOT EXISTS (
    SELECT 1
    FROM public.train AS t
    WHERE t.goal = s.id
  )
