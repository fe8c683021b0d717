SELECT d.id, d.city
FROM public.dept AS d
WHERE d.city IS NOT NULL
