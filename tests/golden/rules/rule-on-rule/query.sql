SELECT DISTINCT p.id, p3.child
FROM public.person AS p
  JOIN public.parent AS p2 ON p.id = p2.parent
  JOIN public.parent AS p3 ON p2.child = p3.parent
WHERE p.sex = 'f'
