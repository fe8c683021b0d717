SELECT count(*)
FROM public.emp AS e
WHERE e.boss IS NOT NULL
GROUP BY (e.boss = 1)
