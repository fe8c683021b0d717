SELECT DISTINCT u.b
FROM (
  SELECT e.boss AS b
  FROM public.emp AS e
  WHERE e.boss IS NOT NULL
  UNION ALL
  SELECT g.host
  FROM public.guest AS g
) AS u
