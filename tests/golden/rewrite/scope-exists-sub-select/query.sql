SELECT e.id
FROM public.emp AS e
WHERE e.boss IS NOT NULL
