SELECT e.id, e.boss, d.n
FROM public.emp AS e
  JOIN (
    SELECT DISTINCT u.n, u.boss
    FROM (
      SELECT e2.name AS n, e2.id AS boss
      FROM public.emp AS e2
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d ON e.boss = d.boss
  JOIN (
    SELECT e3.boss
    FROM public.emp AS e3
    WHERE e3.boss IS NOT NULL
    GROUP BY e3.boss
  ) AS d2 ON e.boss = d2.boss
