SELECT k.b
FROM public.knows AS k
WHERE k.a = 4
UNION ALL
SELECT k2.b
FROM public.knows AS k2
WHERE k2.a = 4
