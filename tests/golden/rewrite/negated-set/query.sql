SELECT 0, g.code, 'http://o.example/ns#Guest'::text, NULL::integer
FROM public.guest AS g
UNION ALL
SELECT 0, g2.code, 'http://o.example/ns#Person'::text, NULL::integer
FROM public.guest AS g2
UNION ALL
SELECT 1, g3.code, NULL::text, g3.host
FROM public.guest AS g3
