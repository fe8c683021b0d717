SELECT e.id, d.n, e.nick
FROM public.emp AS e
  JOIN (
    SELECT DISTINCT u.p, u.n
    FROM (
      SELECT e2.id AS p, e2.name AS n
      FROM public.emp AS e2
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
    ) AS u
  ) AS d ON e.id = d.p
