SELECT e.id, e.nick, e2.id
FROM public.emp AS e
  JOIN public.emp AS e2 ON e.nick = e2.nick OR NOT (e2.nick IS NOT NULL)
WHERE e.nick IS NOT NULL
