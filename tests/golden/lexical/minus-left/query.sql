SELECT e.id, e.price
FROM public.event AS e
WHERE e.price IS NOT NULL
  AND NOT EXISTS (
    SELECT 1
    FROM public.event AS e2
      JOIN public.room AS r ON e2.day = r.since
    WHERE e2.day >= '0001-01-01' AND e2.day < 'infinity'
      AND e2.id = e.id
  )
