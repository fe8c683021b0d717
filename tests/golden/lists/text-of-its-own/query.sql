SELECT s.number, s.room, s.high, s.height
FROM public.shelf AS s
WHERE s.height IS NOT NULL
  AND s.room IS NOT NULL
  AND s.high IS NOT NULL
ORDER BY s.number::text COLLATE "C" NULLS FIRST
LIMIT 4
