SELECT DISTINCT v.guest
FROM public.visit AS v
WHERE v.day >= '0001-01-01' AND v.day < 'infinity'
  AND EXISTS (
    SELECT 1
    FROM public.event AS e
    WHERE e.day >= '0001-01-01' AND e.day < 'infinity'
  )
