SELECT DISTINCT u.b
FROM (
  SELECT e.boss AS b
  FROM public.emp AS e
  WHERE e.boss IS NOT NULL
  UNION ALL
  SELECT e2.boss
  FROM public.emp AS e2
  WHERE e2.boss IS NOT NULL
    AND EXISTS (
      SELECT 1
      FROM public.former AS f
      WHERE f.id = e2.boss
    )
  UNION ALL
  SELECT g.host
  FROM public.guest AS g
) AS u
