SELECT s.height::text, count(*)
FROM public.shelf AS s
WHERE s.last = 8
  AND s.height IS NOT NULL
GROUP BY s.height::text
