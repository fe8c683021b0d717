SELECT e.id, d.name
FROM public.emp AS e
  JOIN public.dept AS d ON e.dept = d.id
