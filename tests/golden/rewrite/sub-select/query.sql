SELECT e.id, e.boss, d.n
FROM public.emp AS e
  JOIN (
    SELECT DISTINCT u.m, u.n
    FROM (
      SELECT e2.id AS m, e2.name AS n
      FROM public.emp AS e2
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d ON e.boss = d.m
  JOIN (
    SELECT e3.boss
    FROM public.emp AS e3
    WHERE e3.boss IS NOT NULL
    GROUP BY e3.boss
  ) AS d2 ON e.boss = d2.boss
