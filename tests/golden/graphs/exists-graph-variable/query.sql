SELECT p.id, p.name
FROM public.person AS p
WHERE EXISTS (
    SELECT 1
    FROM public.said AS s
    WHERE p.id = s.person
      AND s.word = 'no'
  )
