SELECT e.id, NULL::integer, e.badge
FROM public.emp AS e
WHERE e.boss IS NOT NULL
  AND e.badge IS NOT NULL
UNION ALL
SELECT e2.id, e3.id, NULL::integer
FROM public.emp AS e2
  CROSS JOIN public.emp AS e3
WHERE e2.boss IS NOT NULL
  AND e3.nick IS NOT NULL
