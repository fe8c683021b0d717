WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
  (SELECT 0, p.id, ''::text, 0, p.boss, ''::text
  FROM public.person AS p
  WHERE p.name = 'Di'
    AND p.boss IS NOT NULL
  UNION ALL
  SELECT 0, p2.id, ''::text, 1, 0, s.firm::text
  FROM public.person AS p2
    JOIN public.share AS s ON p2.id = s.person
  WHERE p2.name = 'Di'
  UNION ALL
  SELECT 1, 0, f.code::text, 1, 0, s2.firm::text
  FROM public.firm AS f
    JOIN public.share AS s2 ON f.code = s2.owner
  WHERE f.name = 'Di')
  UNION
  SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
  FROM reached AS w
    JOIN (
      SELECT 0 AS to2, p3.boss AS to3, ''::text AS to4, 0 AS to5, p3.id AS to6, ''::text AS to7
      FROM public.person AS p3
      WHERE p3.boss IS NOT NULL
      UNION ALL
      SELECT 1, 0, s3.firm::text, 0, s3.person, ''::text
      FROM public.share AS s3
      WHERE s3.person IS NOT NULL
      UNION ALL
      SELECT 1, 0, s4.firm::text, 1, 0, s4.owner::text
      FROM public.share AS s4
      WHERE s4.owner IS NOT NULL
    ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
)
SELECT 0, 0, p4.id, NULL::varchar, p4.id, NULL::text
FROM public.person AS p4
WHERE p4.name = 'Di'
UNION ALL
SELECT 0, CASE WHEN r.to2 = 0 THEN 0 WHEN r.to2 = 1 THEN 1 END, p5.id, NULL::varchar, CASE WHEN r.to2 = 0 THEN r.to3 END, CASE WHEN r.to2 = 0 THEN NULL::text WHEN r.to2 = 1 THEN r.to4 END
FROM public.person AS p5
  JOIN reached AS r ON p5.id = r.from3
WHERE r.from2 = 0
  AND p5.name = 'Di'
  AND (r.to2 = 0 AND r.from2 = 0 AND r.to3 = p5.id OR r.to2 = 1 AND r.from2 = 1 AND r.to4 = r.from4) IS DISTINCT FROM true
UNION ALL
SELECT 1, 1, NULL::integer, f2.code, NULL::integer, f2.code
FROM public.firm AS f2
WHERE f2.name = 'Di'
UNION ALL
SELECT 1, CASE WHEN r2.to2 = 0 THEN 0 WHEN r2.to2 = 1 THEN 1 END, NULL::integer, f3.code, CASE WHEN r2.to2 = 0 THEN r2.to3 END, CASE WHEN r2.to2 = 0 THEN NULL::text WHEN r2.to2 = 1 THEN r2.to4 END
FROM public.firm AS f3
  JOIN reached AS r2 ON f3.code = r2.from4
WHERE r2.from2 = 1
  AND f3.name = 'Di'
  AND (r2.to2 = 0 AND r2.from2 = 0 AND r2.to3 = r2.from3 OR r2.to2 = 1 AND r2.from2 = 1 AND r2.to4 = r2.from4) IS DISTINCT FROM true
