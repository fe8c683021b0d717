SELECT 0, 0, d.id, NULL::text, d.name
FROM public.dept AS d
UNION ALL
SELECT 1, 1, NULL::integer, g.code, g.name
FROM public.guest AS g
WHERE g.name IS NOT NULL
