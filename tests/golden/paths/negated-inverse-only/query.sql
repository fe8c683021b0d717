SELECT k.a
FROM public.knows AS k
WHERE k.b = 1
