SELECT DISTINCT p2.parent
FROM public.parent AS p
  JOIN public.parent AS p2 ON p.parent = p2.child
WHERE p.child = 7
