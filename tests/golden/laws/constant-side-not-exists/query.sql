SELECT s.name
FROM public.station AS s
WHERE s.id = 5
  AND s.opened = 1868
  AND NOT EXISTS (
    SELECT 1
    FROM public.train AS t
    WHERE t.goal = 5
  )
