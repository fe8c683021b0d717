SELECT 1
FROM public.guest AS g
WHERE g.name IS NULL
LIMIT 1
