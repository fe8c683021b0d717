SELECT r.id, r.since
FROM public.room AS r
WHERE r.since >= '0001-01-01' AND r.since < 'infinity'
ORDER BY r.since
OFFSET 1
