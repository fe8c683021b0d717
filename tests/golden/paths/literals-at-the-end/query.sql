SELECT r.to2, r.to3, r.to4, r.to5
FROM (
  WITH RECURSIVE reached(to2, to3, to4, to5) AS (
    (SELECT 0, p.boss, ''::text, ''::text
    FROM public.person AS p
    WHERE p.id = 5
      AND p.boss IS NOT NULL
    UNION ALL
    SELECT 1, 0, p2.name, ''::text
    FROM public.person AS p2
    WHERE p2.id = 5)
    UNION
    SELECT u.to2, u.to3, u.to4, u.to5
    FROM reached AS w
      JOIN (
        SELECT 0 AS to2, p3.boss AS to3, ''::text AS to4, ''::text AS to5, 0 AS to6, p3.id AS to7, ''::text AS to8, ''::text AS to9
        FROM public.person AS p3
        WHERE p3.boss IS NOT NULL
        UNION ALL
        SELECT 1, 0, p4.name, ''::text, 0, p4.id, ''::text, ''::text
        FROM public.person AS p4
        UNION ALL
        SELECT 1, 0, f.name, ''::text, 2, 0, ''::text, f.code::text
        FROM public.firm AS f
      ) AS u ON w.to2 = u.to6 AND w.to3 = u.to7 AND w.to4 = u.to8 AND w.to5 = u.to9
  )
  TABLE reached
) AS r
