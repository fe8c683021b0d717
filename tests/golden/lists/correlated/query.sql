SELECT r.id
FROM public.reader AS r
WHERE r.born > 1990
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
      JOIN public.book AS b ON l.book = b.id
    WHERE l.reader = 1
      AND b.year IS NOT NULL
      AND l2.reader = r.id
      AND b.year < r.born::bigint - 60::bigint
  )
