SELECT DISTINCT CASE WHEN r.to2 = 0 THEN CASE WHEN r.to3 IS NOT NULL THEN 1 END WHEN r.to2 = 1 THEN CASE WHEN r.to4 IS NOT NULL THEN 2 END END, CASE WHEN r.to2 = 0 THEN r.to3 END, CASE WHEN r.to2 = 0 THEN NULL::integer WHEN r.to2 = 1 THEN r.to4 END
FROM (
  WITH RECURSIVE reached(to2, to3, to4) AS (
    SELECT 0, p.within::text, 0
    FROM public.part AS p
    WHERE p.code = 'valve'
      AND p.within IS NOT NULL
    UNION
    SELECT u.to2, u.to3, u.to4
    FROM reached AS w
      JOIN (
        SELECT 0 AS to2, p2.within AS to3, 0 AS to4, 0 AS to5, p2.code AS to6, 0 AS to7
        FROM public.part AS p2
        WHERE p2.within IS NOT NULL
        UNION ALL
        SELECT 1, ''::text, p3.parent, 1, ''::text, p3.child
        FROM public.parent AS p3
      ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
  )
  TABLE reached
) AS r
