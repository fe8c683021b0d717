SELECT r.id, r.name, b.title
FROM public.reader AS r
  LEFT JOIN (public.likes AS l
    JOIN public.book AS b ON l.book = b.id) ON r.id = l.reader AND b.year > 1990
WHERE r.born > 1990
  AND r.id = ANY (ARRAY(
    SELECT l2.reader
    FROM public.likes AS l2
    WHERE l2.book = ANY (ARRAY(
        SELECT l3.book
        FROM public.likes AS l3
        WHERE l3.reader = 2
      ))
  ))
