SELECT d.x, d.n
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
UNION ALL
SELECT d2.x, d2.n
FROM (
  SELECT DISTINCT u2.x, u2.n
  FROM (
    SELECT e3.id AS x, e3.name AS n
    FROM public.emp AS e3
    UNION ALL
    SELECT f2.id, f2.name
    FROM public.former AS f2
  ) AS u2
) AS d2
  JOIN public.guest AS g ON d2.x = g.host
