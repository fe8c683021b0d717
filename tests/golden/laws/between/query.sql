SELECT s2.id, s2.name
FROM public.station AS s
  JOIN public.station AS s2 ON s2.opened < s.opened::bigint + 25::bigint
WHERE s.id = 1
  AND EXISTS (
    SELECT 1
    FROM public.train AS t
      JOIN public.train AS t2 ON t.line = t2.line
    WHERE t.goal = s.id
      AND t2.goal = s2.id
  )
