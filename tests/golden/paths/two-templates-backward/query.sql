WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
  (SELECT 0, f.code::text, 0, 1, ''::text, s.person
  FROM public.firm AS f
    JOIN public.share AS s ON f.code = s.firm
  WHERE f.name = 'Gamma'
    AND s.person IS NOT NULL
  UNION ALL
  SELECT 0, f2.code::text, 0, 0, s2.owner::text, 0
  FROM public.firm AS f2
    JOIN public.share AS s2 ON f2.code = s2.firm
  WHERE f2.name = 'Gamma'
    AND s2.owner IS NOT NULL)
  UNION
  SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
  FROM reached AS w
    JOIN (
      SELECT 1 AS to2, ''::text AS to3, s3.person AS to4, 0 AS to5, s3.firm::text AS to6, 0 AS to7
      FROM public.share AS s3
      WHERE s3.person IS NOT NULL
      UNION ALL
      SELECT 0, s4.owner::text, 0, 0, s4.firm::text, 0
      FROM public.share AS s4
      WHERE s4.owner IS NOT NULL
    ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
)
SELECT CASE WHEN r.to2 = 0 THEN 0 WHEN r.to2 = 1 THEN 1 END, CASE WHEN r.to2 = 0 THEN r.to3 END, CASE WHEN r.to2 = 0 THEN NULL::integer WHEN r.to2 = 1 THEN r.to4 END
FROM public.person AS p
  JOIN reached AS r ON p.id = r.from4
WHERE r.from2 = 1
  AND p.name = 'Gamma'
UNION ALL
SELECT CASE WHEN r2.to2 = 0 THEN 0 WHEN r2.to2 = 1 THEN 1 END, CASE WHEN r2.to2 = 0 THEN r2.to3 END, CASE WHEN r2.to2 = 0 THEN NULL::integer WHEN r2.to2 = 1 THEN r2.to4 END
FROM public.firm AS f3
  JOIN reached AS r2 ON f3.code = r2.from3
WHERE r2.from2 = 0
  AND f3.name = 'Gamma'
