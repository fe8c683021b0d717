SELECT u.x, u.x2, u.x3
FROM (
  SELECT NULL::integer AS x, NULL::integer AS x2, NULL::text AS x3
  FROM public.guest AS g
  UNION ALL
  SELECT 0, s.emp, s.skill
  FROM public.skill AS s
  UNION ALL
  SELECT 1, d.id, NULL::text
  FROM public.dept AS d
  UNION ALL
  SELECT 2, NULL::integer, e.nick
  FROM public.emp AS e
  WHERE e.nick IS NOT NULL
) AS u
ORDER BY CASE WHEN u.x = 0 THEN CASE WHEN u.x2 IS NOT NULL AND u.x3 IS NOT NULL THEN 1 END WHEN u.x = 1 THEN CASE WHEN u.x2 IS NOT NULL THEN 2 END WHEN u.x = 2 THEN CASE WHEN u.x3 IS NOT NULL THEN 8 END END NULLS FIRST, CASE WHEN u.x = 0 THEN 'skill-' || u.x2::text || '-' || u.x3 WHEN u.x = 1 THEN 'http://o.example/dept/' || u.x2::text WHEN u.x = 2 THEN u.x3 END COLLATE "C" NULLS FIRST
