SELECT e.id
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e.id = e2.id
      AND e2.boss IS NOT NULL
  )
