SELECT 0, 'Ada'::text, NULL::integer
UNION ALL
SELECT CASE WHEN r.to2 = 0 THEN 1 WHEN r.to2 = 1 THEN 2 WHEN r.to2 = 2 THEN 0 END, CASE WHEN r.to2 = 0 THEN NULL::text WHEN r.to2 = 1 THEN r.to4 WHEN r.to2 = 2 THEN r.to5 END, CASE WHEN r.to2 = 0 THEN r.to3 END
FROM (
  WITH RECURSIVE reached(to2, to3, to4, to5) AS (
    (SELECT 0, p.id, ''::text, ''::text
    FROM public.person AS p
    WHERE p.name = 'Ada'
    UNION ALL
    SELECT 1, 0, f.code::text, ''::text
    FROM public.firm AS f
    WHERE f.name = 'Ada')
    UNION
    SELECT u.to2, u.to3, u.to4, u.to5
    FROM reached AS w
      JOIN (
        SELECT 0 AS to2, p2.id AS to3, ''::text AS to4, ''::text AS to5, 0 AS to6, p2.boss AS to7, ''::text AS to8, ''::text AS to9
        FROM public.person AS p2
        WHERE p2.boss IS NOT NULL
        UNION ALL
        SELECT 0, p3.id, ''::text, ''::text, 2, 0, ''::text, p3.name
        FROM public.person AS p3
        UNION ALL
        SELECT 1, 0, f2.code::text, ''::text, 2, 0, ''::text, f2.name
        FROM public.firm AS f2
      ) AS u ON w.to2 = u.to6 AND w.to3 = u.to7 AND w.to4 = u.to8 AND w.to5 = u.to9
  )
  TABLE reached
) AS r
WHERE (r.to2 = 2 AND r.to5 = 'Ada') IS DISTINCT FROM true
