SELECT e.id
FROM public.emp AS e
WHERE e.paid IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e2.paid IS NOT NULL
      AND e2.paid > e.paid
  )
