SELECT g.code, NULL::integer
FROM public.guest AS g
UNION ALL
SELECT NULL::text, d.id
FROM public.dept AS d
