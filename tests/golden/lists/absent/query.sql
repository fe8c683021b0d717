SELECT r.id
FROM public.reader AS r
WHERE r.born > 1998
  AND NOT EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
    WHERE l.reader = 1
      AND l2.reader = r.id
  )
