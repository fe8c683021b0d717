SELECT e.id, e.boss
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e.id = e2.id
      AND e2.badge IS NOT NULL
  )
  AND e.boss IS NOT NULL
