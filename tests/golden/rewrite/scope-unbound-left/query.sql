SELECT e.id, e.nick, e2.id, e2.nick, e.nick IS NOT NULL
FROM public.emp AS e
  JOIN public.emp AS e2 ON e.id <> e2.id AND (e.nick = e2.nick OR NOT (e.nick IS NOT NULL) OR NOT (e2.nick IS NOT NULL))
