WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
  (SELECT 0, p.id, ''::text, 1, 0, s.firm::text
  FROM public.person AS p
    JOIN public.share AS s ON p.id = s.person
  WHERE p.name = 'Ada'
  UNION ALL
  SELECT 1, 0, f.code::text, 1, 0, s2.firm::text
  FROM public.firm AS f
    JOIN public.share AS s2 ON f.code = s2.owner
  WHERE f.name = 'Ada')
  UNION
  SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
  FROM reached AS w
    JOIN (
      SELECT 1 AS to2, 0 AS to3, s3.firm::text AS to4, 0 AS to5, s3.person AS to6, ''::text AS to7
      FROM public.share AS s3
      WHERE s3.person IS NOT NULL
      UNION ALL
      SELECT 1, 0, s4.firm::text, 1, 0, s4.owner::text
      FROM public.share AS s4
      WHERE s4.owner IS NOT NULL
    ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
)
SELECT 0, CASE WHEN r.to2 = 0 THEN 0 WHEN r.to2 = 1 THEN 1 END, p2.id, NULL::varchar, CASE WHEN r.to2 = 0 THEN r.to3 END, CASE WHEN r.to2 = 0 THEN NULL::text WHEN r.to2 = 1 THEN r.to4 END
FROM public.person AS p2
  JOIN reached AS r ON p2.id = r.from3
WHERE r.from2 = 0
  AND p2.name = 'Ada'
UNION ALL
SELECT 1, CASE WHEN r2.to2 = 0 THEN 0 WHEN r2.to2 = 1 THEN 1 END, NULL::integer, f2.code, CASE WHEN r2.to2 = 0 THEN r2.to3 END, CASE WHEN r2.to2 = 0 THEN NULL::text WHEN r2.to2 = 1 THEN r2.to4 END
FROM public.firm AS f2
  JOIN reached AS r2 ON f2.code = r2.from4
WHERE r2.from2 = 1
  AND f2.name = 'Ada'
