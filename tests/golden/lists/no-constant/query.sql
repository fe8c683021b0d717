SELECT r.id, r.name
FROM public.reader AS r
WHERE r.born > 1990
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.book AS b ON l.book = b.id
    WHERE b.year > 1985
      AND l.reader = r.id
  )
