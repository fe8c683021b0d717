SELECT e.id
FROM public.emp AS e
WHERE e.nick = 'B'
  AND e.nick IS NOT NULL
