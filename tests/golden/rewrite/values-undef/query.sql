SELECT e.id, 'Bo'::text, '1'::text
FROM public.emp AS e
  JOIN (
    SELECT DISTINCT u.p, u.n
    FROM (
      SELECT e2.id AS p, e2.name AS n
      FROM public.emp AS e2
      WHERE e2.name = 'Bo'
      UNION ALL
      SELECT f.id, f.name
      FROM public.former AS f
      WHERE f.name = 'Bo'
    ) AS u
  ) AS d ON e.id = d.p
UNION ALL
SELECT e3.id, d2.n, '2'::text
FROM public.emp AS e3
  JOIN (
    SELECT DISTINCT u2.p, u2.n
    FROM (
      SELECT e4.id AS p, e4.name AS n
      FROM public.emp AS e4
      UNION ALL
      SELECT f2.id, f2.name
      FROM public.former AS f2
    ) AS u2
  ) AS d2 ON e3.id = d2.p
