SELECT DISTINCT u.p, u.n
FROM (
  SELECT e.id AS p, e.name AS n
  FROM public.emp AS e
  UNION ALL
  SELECT e2.id, f.name
  FROM public.emp AS e2
    JOIN public.former AS f ON e2.id = f.id
) AS u
