SELECT e.id, e2.badge, d.n
FROM public.emp AS e
  LEFT JOIN (public.emp AS e2
    LEFT JOIN (public.emp AS e3
      JOIN (
        SELECT DISTINCT u.n, u.y
        FROM (
          SELECT e4.name AS n, e4.id AS y
          FROM public.emp AS e4
          UNION ALL
          SELECT f.name, f.id
          FROM public.former AS f
        ) AS u
      ) AS d ON e3.id = d.y) ON e2.id = e3.boss AND e3.boss IS NOT NULL) ON e.id = e2.id AND e2.badge IS NOT NULL
