SELECT e.id, e.nick
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    FROM public.guest AS g
  )
  AND e.nick IS NOT NULL
