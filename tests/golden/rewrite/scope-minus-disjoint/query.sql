SELECT e.id
FROM public.emp AS e
WHERE e.badge IS NOT NULL
