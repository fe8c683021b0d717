SELECT s.id
FROM public.station AS s
WHERE s.opened < 1850 OR EXISTS (
    SELECT 1
    FROM public.station AS s2
    WHERE s.id = s2.id
      AND s2.rebuilt IS NOT NULL
  )
