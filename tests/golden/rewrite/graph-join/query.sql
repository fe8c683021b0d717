SELECT e.id, d.city
FROM public.emp AS e
  JOIN public.dept AS d ON e.dept = d.id
WHERE d.city IS NOT NULL
