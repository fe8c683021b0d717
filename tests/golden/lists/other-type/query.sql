SELECT m.reader, m.since
FROM public.member AS m
WHERE m.since > 1990
  AND EXISTS (
    SELECT 1
    FROM public.likes AS l
      JOIN public.likes AS l2 ON l.book = l2.book
    WHERE l.reader = 1
      AND m.reader = l2.reader
  )
