SELECT e.id, e.badge
FROM public.emp AS e
WHERE NOT EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e.badge = 102
      AND e.id = e2.id
      AND e2.boss IS NOT NULL
  )
  AND e.badge IS NOT NULL
