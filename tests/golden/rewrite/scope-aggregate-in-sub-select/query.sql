SELECT e.id, d.count
FROM public.emp AS e
  JOIN (
    SELECT e2.boss, count(*) AS count
    FROM public.emp AS e2
    WHERE e2.boss IS NOT NULL
    GROUP BY e2.boss
  ) AS d ON e.id = d.boss
WHERE e.badge IS NOT NULL
