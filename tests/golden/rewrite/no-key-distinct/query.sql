SELECT DISTINCT v.emp, v.dept
FROM public.visit AS v
