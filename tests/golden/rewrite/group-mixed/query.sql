SELECT u.x, u.x2, u.x3, count(*)
FROM (
  SELECT 0 AS x, e.boss AS x2, NULL::text AS x3
  FROM public.emp AS e
  WHERE e.boss IS NOT NULL
  UNION ALL
  SELECT 1, NULL::integer, e2.nick
  FROM public.emp AS e2
  WHERE e2.nick IS NOT NULL
  UNION ALL
  SELECT 2, e3.dept, NULL::text
  FROM public.emp AS e3
  WHERE e3.dept IS NOT NULL
) AS u
GROUP BY u.x, u.x2, u.x3
ORDER BY CASE WHEN u.x = 0 THEN CASE WHEN u.x2 IS NOT NULL THEN 2 END WHEN u.x = 1 THEN CASE WHEN u.x3 IS NOT NULL THEN 8 END WHEN u.x = 2 THEN CASE WHEN u.x2 IS NOT NULL THEN 2 END END NULLS FIRST, CASE WHEN u.x = 0 THEN 'http://o.example/person/' || u.x2::text WHEN u.x = 1 THEN u.x3 WHEN u.x = 2 THEN 'http://o.example/dept/' || u.x2::text END COLLATE "C" NULLS FIRST
