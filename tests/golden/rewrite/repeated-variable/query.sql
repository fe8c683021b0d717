SELECT e.id
FROM public.emp AS e
WHERE e.id = e.boss
