SELECT e.id
FROM public.emp AS e
WHERE e.paid = 4000
