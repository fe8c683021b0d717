SELECT r.id, r.name
FROM public.reader AS r
WHERE r.town = 'Graz'
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
    WHERE l.reader = 1
      AND l2.reader = r.id
  )
