SELECT e.id
FROM public.emp AS e
WHERE e.paid <> 'NaN'
  AND EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e2.paid <> 'NaN'
      AND e2.paid > e.paid
  )
