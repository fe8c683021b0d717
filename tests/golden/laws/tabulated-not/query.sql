SELECT t.number, 'long'::text
FROM public.train AS t
WHERE t.cars > 8
UNION ALL
SELECT t2.number, 'short'::text
FROM public.train AS t2
WHERE t2.cars > 2
