SELECT e.nick
FROM public.emp AS e
WHERE e.id = 3
  AND e.nick IS NOT NULL
