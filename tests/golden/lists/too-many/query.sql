SELECT r.id, r.name
FROM public.reader AS r
WHERE r.born > 1970
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
      JOIN public.likes AS l3 ON l2.reader = l3.reader
      JOIN public.likes AS l4 ON l3.book = l4.book
    WHERE l.reader = 1
      AND l4.reader = r.id
  )
