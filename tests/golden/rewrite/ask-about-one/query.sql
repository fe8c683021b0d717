SELECT 1
FROM (
  SELECT 1
  FROM public.emp AS e
  WHERE e.id = 1
  UNION ALL
  SELECT 1
  FROM public.former AS f
  WHERE f.id = 1
) AS u
LIMIT 1
