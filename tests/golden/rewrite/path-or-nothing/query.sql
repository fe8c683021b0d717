SELECT 0, NULL::integer
UNION ALL
SELECT 1, e.boss
FROM public.emp AS e
WHERE e.boss IS NOT NULL
  AND (e.boss = 2) IS DISTINCT FROM true
  AND e.id = 2
