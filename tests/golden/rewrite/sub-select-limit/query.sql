SELECT d.p, d.n
FROM (
  SELECT DISTINCT u.p, u.n
  FROM (
    SELECT e.id AS p, e.name AS n
    FROM public.emp AS e
    UNION ALL
    SELECT f.id, f.name
    FROM public.former AS f
  ) AS u
) AS d
  JOIN (
    SELECT e2.id AS p
    FROM public.emp AS e2
    ORDER BY e2.id::text COLLATE "C" DESC NULLS LAST
    LIMIT 2
  ) AS d2 ON d.p = d2.p
