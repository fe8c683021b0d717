SELECT e.id
FROM public.emp AS e
WHERE e.nick = 'B'
