SELECT r.id, r.name
FROM public.reader AS r
  JOIN public.reader AS r2 ON r.born > r2.born
WHERE r2.id = 1
  AND r.id = ANY (ARRAY(
    SELECT l.reader
    FROM public.likes AS l
    WHERE l.book = ANY (ARRAY(
        SELECT l2.book
        FROM public.likes AS l2
        WHERE l2.reader = 1
      ))
  ))
