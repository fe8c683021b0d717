SELECT u.g, u.count
FROM (
  SELECT 'http://o.example/ns#places'::text AS g, count(*) AS count
  FROM public.dept AS d
  WHERE d.city IS NOT NULL
  GROUP BY 'http://o.example/ns#places'::text
  UNION ALL
  SELECT 'http://o.example/ns#diary'::text, count(*)
  FROM (
    SELECT DISTINCT v.emp, v.dept
    FROM public.visit AS v
  ) AS d2
  GROUP BY 'http://o.example/ns#diary'::text
) AS u
ORDER BY u.g COLLATE "C" NULLS FIRST
