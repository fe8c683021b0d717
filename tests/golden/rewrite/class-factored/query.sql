SELECT d.emp, d.dept
FROM (
  SELECT DISTINCT v.emp, v.dept
  FROM public.visit AS v
) AS d
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT e.id AS emp
      FROM public.emp AS e
      UNION ALL
      SELECT f.id
      FROM public.former AS f
    ) AS u
    WHERE u.emp = d.emp
  )
