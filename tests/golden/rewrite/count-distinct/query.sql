SELECT count(DISTINCT u3.n), count(*)
FROM (
  SELECT d.n
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
  WHERE EXISTS (
      SELECT 1
      FROM (
        SELECT e2.id AS p
        FROM public.emp AS e2
        UNION ALL
        SELECT f2.id
        FROM public.former AS f2
      ) AS u2
      WHERE u2.p = d.p
    )
  UNION ALL
  SELECT g.name
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
) AS u3
