SELECT e.id
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    WHERE e.id = 2
  ) OR EXISTS (
    SELECT 1
    WHERE e.id = 9
  )
