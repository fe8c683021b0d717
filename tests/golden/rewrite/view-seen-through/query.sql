SELECT d.id, d.name
FROM public.dept AS d
WHERE d.city = 'Oslo'
