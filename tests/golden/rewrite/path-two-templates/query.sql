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
        SELECT 1 AS to2, ''::text AS to3, g2.host AS to4, 0 AS to5, g2.code AS to6, 0 AS to7
        FROM public.guest AS g2
        UNION ALL
        SELECT 1, ''::text, e2.boss, 1, ''::text, e2.id
        FROM public.emp AS e2
        WHERE e2.boss IS NOT NULL
      ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
  )
  TABLE reached
) AS r
