SELECT e.dept, e.id
FROM public.emp AS e
WHERE e.dept IS NOT NULL
