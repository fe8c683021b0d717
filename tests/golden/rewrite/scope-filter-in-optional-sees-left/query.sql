SELECT e.id, CASE WHEN e.badge > 102 AND e.boss IS NOT NULL THEN e.boss END
FROM public.emp AS e
WHERE e.badge IS NOT NULL
