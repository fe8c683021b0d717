SELECT count(DISTINCT u3.n), count(*)
FROM (
  SELECT d2.n
  FROM (
    SELECT DISTINCT u.p
    FROM (
      SELECT e.id AS p
      FROM public.emp AS e
      UNION ALL
      SELECT f.id
      FROM public.former AS f
    ) AS u
  ) AS d
    JOIN (
      SELECT DISTINCT u2.n, u2.p
      FROM (
        SELECT e2.name AS n, e2.id AS p
        FROM public.emp AS e2
        UNION ALL
        SELECT f2.name, f2.id
        FROM public.former AS f2
      ) AS u2
    ) AS d2 ON d.p = d2.p
  UNION ALL
  SELECT g.name
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
) AS u3
