SELECT DISTINCT u.n
FROM (
  SELECT e.name AS n
  FROM public.emp AS e
  UNION ALL
  SELECT f.name
  FROM public.emp AS e2
    JOIN public.former AS f ON e2.id = f.id
) AS u
