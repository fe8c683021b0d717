SELECT s.number
FROM public.shelf AS s
WHERE s.last IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
      JOIN public.likes AS l3 ON l2.reader = l3.reader
    WHERE l.reader = 1
      AND l3.book = s.last
  )
