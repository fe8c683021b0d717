SELECT r.id, r.name
FROM public.reader AS r
WHERE EXISTS (
    SELECT 1
    FROM public.likes AS l
    WHERE l.book = 17
      AND l.reader = r.id
  )
