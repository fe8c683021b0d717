SELECT DISTINCT p.child, p2.parent
FROM public.parent AS p
  JOIN public.parent AS p2 ON p.parent = p2.child
