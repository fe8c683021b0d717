SELECT d.x
FROM (
  SELECT DISTINCT u.x, u.n
  FROM (
    SELECT e.id AS x, e.name AS n
    FROM public.emp AS e
    WHERE EXISTS (
        SELECT 1
        FROM public.emp AS e2
        WHERE (EXISTS (
            SELECT 1
            FROM public.emp AS e3
            WHERE e3.name <> e.name
              AND e2.id = e3.id
          ) OR EXISTS (
            SELECT 1
            FROM public.former AS f2
            WHERE f2.name <> e.name
              AND e2.id = f2.id
          ))
          AND e.id = e2.boss
      )
    UNION ALL
    SELECT f.id, f.name
    FROM public.former AS f
    WHERE EXISTS (
        SELECT 1
        FROM public.emp AS e4
        WHERE (EXISTS (
            SELECT 1
            FROM public.emp AS e5
            WHERE e5.name <> f.name
              AND e4.id = e5.id
          ) OR EXISTS (
            SELECT 1
            FROM public.former AS f3
            WHERE f3.name <> f.name
              AND e4.id = f3.id
          ))
          AND f.id = e4.boss
      )
  ) AS u
) AS d
