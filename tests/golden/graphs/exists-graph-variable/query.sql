SELECT p.id, p.name
FROM public.person AS p
WHERE EXISTS (
    SELECT 1
    FROM public.said AS s
    WHERE s.word = 'no'
      AND s.person = p.id
  )
