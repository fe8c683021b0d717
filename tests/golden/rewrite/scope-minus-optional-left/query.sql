SELECT e.id, e.nick
FROM public.emp AS e
WHERE NOT EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e2.nick IS NOT NULL
      AND (e.nick = e2.nick OR NOT (e.nick IS NOT NULL))
      AND e.nick IS NOT NULL
  )
