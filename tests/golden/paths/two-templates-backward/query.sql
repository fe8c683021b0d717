SELECT CASE WHEN r.to2 = 0 THEN 0 WHEN r.to2 = 1 THEN 1 END, CASE WHEN r.to2 = 0 THEN r.to3 END, CASE WHEN r.to2 = 0 THEN NULL::integer WHEN r.to2 = 1 THEN r.to4 END
FROM public.person AS p
  JOIN (
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
          SELECT s3.firm::text AS from2, 1 AS to2, ''::text AS to3, s3.person AS to4, 0 AS to5, 0 AS to6
          FROM public.share AS s3
          WHERE s3.person IS NOT NULL
          UNION ALL
          SELECT s4.firm::text, 0, s4.owner::text, 0, 0, 0
          FROM public.share AS s4
          WHERE s4.owner IS NOT NULL
        ) AS u ON w.to2 = u.to5 AND w.to4 = u.to6
      WHERE w.to3 IS NOT DISTINCT FROM u.from2
    )
    TABLE reached
  ) AS r ON p.id = r.from4
WHERE r.from2 = 1
  AND p.name = 'Gamma'
UNION ALL
SELECT CASE WHEN r2.to2 = 0 THEN 0 WHEN r2.to2 = 1 THEN 1 END, CASE WHEN r2.to2 = 0 THEN r2.to3 END, CASE WHEN r2.to2 = 0 THEN NULL::integer WHEN r2.to2 = 1 THEN r2.to4 END
FROM public.firm AS f3
  JOIN (
    WITH RECURSIVE reached2(from2, from3, from4, to2, to3, to4) AS (
      (SELECT 0, f4.code::text, 0, 1, ''::text, s5.person
      FROM public.firm AS f4
        JOIN public.share AS s5 ON f4.code = s5.firm
      WHERE f4.name = 'Gamma'
        AND s5.person IS NOT NULL
      UNION ALL
      SELECT 0, f5.code::text, 0, 0, s6.owner::text, 0
      FROM public.firm AS f5
        JOIN public.share AS s6 ON f5.code = s6.firm
      WHERE f5.name = 'Gamma'
        AND s6.owner IS NOT NULL)
      UNION
      SELECT w2.from2, w2.from3, w2.from4, u2.to2, u2.to3, u2.to4
      FROM reached2 AS w2
        JOIN (
          SELECT s7.firm::text AS from2, 1 AS to2, ''::text AS to3, s7.person AS to4, 0 AS to5, 0 AS to6
          FROM public.share AS s7
          WHERE s7.person IS NOT NULL
          UNION ALL
          SELECT s8.firm::text, 0, s8.owner::text, 0, 0, 0
          FROM public.share AS s8
          WHERE s8.owner IS NOT NULL
        ) AS u2 ON w2.to2 = u2.to5 AND w2.to4 = u2.to6
      WHERE w2.to3 IS NOT DISTINCT FROM u2.from2
    )
    TABLE reached2
  ) AS r2 ON f3.code = r2.from3
WHERE r2.from2 = 0
  AND f3.name = 'Gamma'
