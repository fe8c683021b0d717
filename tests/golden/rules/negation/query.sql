SELECT p.id
FROM public.person AS p
WHERE NOT EXISTS (
    SELECT 1
    FROM public.parent AS p2
    WHERE p2.parent = p.id
  )
