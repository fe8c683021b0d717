SELECT DISTINCT u.to2
FROM (
  SELECT k.b AS to2
  FROM public.knows AS k
  WHERE k.a = 1
  UNION ALL
  SELECT k2.a
  FROM public.knows AS k2
  WHERE k2.b = 1
) AS u
