SELECT u.n
FROM (
  SELECT e.name AS n, e.id AS p
  FROM public.emp AS e
  UNION ALL
  SELECT f.name, e2.id
  FROM public.emp AS e2
    JOIN public.former AS f ON e2.id = f.id
) AS u
GROUP BY u.n
ORDER BY max(u.p::text COLLATE "C") DESC NULLS LAST
