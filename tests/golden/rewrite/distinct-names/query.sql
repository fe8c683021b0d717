SELECT DISTINCT u.n
FROM (
  SELECT e.name AS n
  FROM public.emp AS e
  UNION ALL
  SELECT f.name
  FROM public.former AS f
  WHERE EXISTS (
      SELECT 1
      FROM public.emp AS e2
      WHERE e2.id = f.id
    )
) AS u
