SELECT DISTINCT CASE WHEN u.x = 0 THEN 'http://family.example/p/1'::text WHEN u.x = 1 THEN 'http://family.example/p/' || u.x2::text END
FROM (
  (SELECT 0 AS x, NULL::integer AS x2
  FROM public.knows AS k
    JOIN public.person AS p ON k.a = p.id
  WHERE p.born <> 2
    AND k.b = 8
  LIMIT 1)
  UNION ALL
  SELECT 1, k2.a
  FROM public.knows AS k2
  WHERE k2.b = 8
) AS u
