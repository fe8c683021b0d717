SELECT 0, NULL::integer
UNION ALL
SELECT 1, e.boss
FROM public.emp AS e
WHERE e.id = 2
  AND e.boss IS NOT NULL
  AND (e.boss = 2) IS DISTINCT FROM true
