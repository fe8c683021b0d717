SELECT k3.a
FROM public.knows AS k
  JOIN public.knows AS k2 ON k.b = k2.a
  JOIN public.knows AS k3 ON k2.b = k3.b
WHERE k.a = 1
