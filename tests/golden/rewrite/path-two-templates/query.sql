SELECT r.from2, r.from3, r.from4, r.to2, r.to3, r.to4
FROM (
  WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
    (SELECT 0, g.code, 0, 1, ''::text, g.host
    FROM public.guest AS g
    UNION ALL
    SELECT 1, ''::text, e.id, 1, ''::text, e.boss
    FROM public.emp AS e
    WHERE e.boss IS NOT NULL)
    UNION
    SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
    FROM reached AS w
      JOIN (
        SELECT 0 AS from2, g2.code AS from3, 0 AS from4, 1 AS to2, ''::text AS to3, g2.host AS to4
        FROM public.guest AS g2
        UNION ALL
        SELECT 1, ''::text, e2.id, 1, ''::text, e2.boss
        FROM public.emp AS e2
        WHERE e2.boss IS NOT NULL
      ) AS u ON w.to2 = u.from2 AND w.to3 = u.from3 AND w.to4 = u.from4
  )
  TABLE reached
) AS r
