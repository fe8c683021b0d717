SELECT e.id
FROM public.emp AS e
WHERE NOT EXISTS (
    SELECT 1
    FROM public.skill AS s
    WHERE s.emp = e.id
  )
