SELECT DISTINCT r.from2, r.from3, r.from4, r.to2, r.to3, r.to4
FROM (
  WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4, state) AS (
    SELECT 0, p.id, ''::text, 0, p.boss, ''::text, 0
    FROM public.person AS p
    WHERE p.boss IS NOT NULL
    UNION
    SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4, u.state
    FROM reached AS w
      JOIN (
        SELECT 0 AS to2, p2.boss AS to3, ''::text AS to4, 0 AS state, 0 AS to5, p2.id AS to6, ''::text AS to7, 0 AS state2
        FROM public.person AS p2
        WHERE p2.boss IS NOT NULL
        UNION ALL
        SELECT 1, 0, s.firm::text, 1, 0, s.person, ''::text, 0
        FROM public.share AS s
        WHERE s.person IS NOT NULL
        UNION ALL
        SELECT 1, 0, s2.firm::text, 1, 1, 0, s2.owner::text, 0
        FROM public.share AS s2
        WHERE s2.owner IS NOT NULL
        UNION ALL
        SELECT 0, p3.boss, ''::text, 0, 0, p3.id, ''::text, 1
        FROM public.person AS p3
        WHERE p3.boss IS NOT NULL
      ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7 AND w.state = u.state2
  )
  TABLE reached
) AS r
