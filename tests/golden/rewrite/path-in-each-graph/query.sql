SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT v2.emp
    FROM public.visit AS v
      JOIN public.visit AS v2 ON v.dept = v2.dept
    WHERE v.emp = 1
    UNION
    SELECT v4.emp
    FROM reached AS w
      JOIN public.visit AS v3 ON w.to2 = v3.emp
      JOIN public.visit AS v4 ON v3.dept = v4.dept
  )
  TABLE reached
) AS r
