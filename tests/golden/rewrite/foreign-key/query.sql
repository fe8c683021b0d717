SELECT e.dept, e.id
FROM public.emp AS e
  JOIN public.dept AS d ON e.dept = d.id
