(SELECT 'http://o.example/ns#places'::text
FROM public.dept AS d
WHERE d.city IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#diary'::text
FROM public.visit AS v
LIMIT 1)
