SELECT e.id, e.badge
FROM public.emp AS e
WHERE e.badge IS NOT NULL
