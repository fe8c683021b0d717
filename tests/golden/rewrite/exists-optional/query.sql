SELECT e.id, e.nick
FROM public.emp AS e
WHERE e.nick IS NOT NULL
  AND EXISTS (
    SELECT 1
    FROM public.guest AS g
  )
