SELECT d.x, d.n, e2.boss
FROM (
  SELECT DISTINCT u.x, u.n
  FROM (
    SELECT e.id AS x, e.name AS n
    FROM public.emp AS e
    UNION ALL
    SELECT f.id, f.name
    FROM public.former AS f
  ) AS u
) AS d
  JOIN public.emp AS e2 ON d.x = e2.id
WHERE e2.boss IS NOT NULL
