SELECT DISTINCT r.name
FROM public.register AS r
WHERE EXISTS (
    SELECT 1
    FROM public.loan AS l
    WHERE l.id = r.id
  )
