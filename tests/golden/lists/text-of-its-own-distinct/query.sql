SELECT DISTINCT s.height::text
FROM public.shelf AS s
WHERE s.last = 8
  AND s.height IS NOT NULL
