SELECT r.id, r.name
FROM public.reader AS r
WHERE r.born > 1970
  AND r.id = ANY (ARRAY(
    SELECT l2.reader
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
    WHERE l2.stars > l.stars
      AND l.reader = 3
  ))
