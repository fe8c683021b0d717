SELECT r.to2, r.to3, r.to4
FROM (
  WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
    (SELECT 0, m.person, ''::text, 1, 0, m.role
    FROM public.member AS m
    WHERE m.team IN ('red', 'blue')
      AND m.role IS NOT NULL
    UNION ALL
    SELECT 1, 0, m2.role, 0, m2.person, ''::text
    FROM public.member AS m2
    WHERE m2.team IN ('red', 'blue')
      AND m2.role IS NOT NULL)
    UNION
    SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
    FROM reached AS w
      JOIN (
        SELECT 1 AS to2, 0 AS to3, m3.role AS to4, 0 AS to5, m3.person AS to6, ''::text AS to7
        FROM public.member AS m3
        WHERE m3.team IN ('red', 'blue')
          AND m3.role IS NOT NULL
        UNION ALL
        SELECT 0, m4.person, ''::text, 1, 0, m4.role
        FROM public.member AS m4
        WHERE m4.team IN ('red', 'blue')
          AND m4.role IS NOT NULL
      ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
  )
  TABLE reached
) AS r
