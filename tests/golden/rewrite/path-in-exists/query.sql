SELECT d.name
FROM (
  SELECT DISTINCT u.name, u.x
  FROM (
    SELECT e.name, e.id AS x
    FROM public.emp AS e
    WHERE EXISTS (
        SELECT 1
        FROM (
          WITH RECURSIVE reached(to2) AS (
            SELECT e2.boss
            FROM public.emp AS e2
            WHERE e2.id = e.id
              AND e2.boss IS NOT NULL
            UNION
            SELECT e3.boss
            FROM reached AS w
              JOIN public.emp AS e3 ON w.to2 = e3.id
            WHERE e3.boss IS NOT NULL
          )
          TABLE reached
        ) AS r
        WHERE r.to2 = 1
      )
    UNION ALL
    SELECT f.name, f.id
    FROM public.former AS f
    WHERE EXISTS (
        SELECT 1
        FROM (
          WITH RECURSIVE reached2(to2) AS (
            SELECT e4.boss
            FROM public.emp AS e4
            WHERE e4.id = f.id
              AND e4.boss IS NOT NULL
            UNION
            SELECT e5.boss
            FROM reached2 AS w2
              JOIN public.emp AS e5 ON w2.to2 = e5.id
            WHERE e5.boss IS NOT NULL
          )
          TABLE reached2
        ) AS r2
        WHERE r2.to2 = 1
      )
  ) AS u
) AS d
