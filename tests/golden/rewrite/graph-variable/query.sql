SELECT u.g, count(*)
FROM (
  SELECT 'http://o.example/ns#places'::text AS g
  FROM public.dept AS d
  WHERE d.city IS NOT NULL
  UNION ALL
  SELECT 'http://o.example/ns#diary'::text
  FROM (
    SELECT DISTINCT v.emp, v.dept
    FROM public.visit AS v
  ) AS d2
) AS u
GROUP BY u.g
ORDER BY u.g COLLATE "C" NULLS FIRST
