SELECT e.id, e.price
FROM public.event AS e
WHERE e.price IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM public.room AS r
      JOIN public.event AS e2 ON r.since = e2.day
    WHERE r.since >= '0001-01-01' AND r.since < 'infinity'
      AND e2.id = e.id
  )
