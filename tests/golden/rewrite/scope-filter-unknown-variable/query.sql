SELECT d.id
FROM public.dept AS d
