SELECT 1
FROM (
  SELECT 1
  FROM public.part AS p
    JOIN (
      WITH RECURSIVE reached(to2) AS (
        SELECT p2.code
        FROM public.part AS p2
        WHERE p2.within = 'car'
          AND p2.within IS NOT NULL
        UNION
        SELECT p3.code
        FROM reached AS w
          JOIN public.part AS p3 ON w.to2 = p3.within
      )
      TABLE reached
    ) AS r ON p.code = r.to2
  WHERE p.broken
  UNION ALL
  SELECT 1
  FROM public.part AS p4
  WHERE p4.code = 'car'
    AND p4.broken
) AS u
LIMIT 1
