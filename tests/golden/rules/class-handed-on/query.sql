SELECT DISTINCT u.x
FROM (
  SELECT r.to2 AS x
  FROM public.part AS p
    JOIN (
      WITH RECURSIVE reached(from2, to2) AS (
        SELECT p2.code, p2.within::text
        FROM public.part AS p2
        WHERE p2.broken
          AND p2.within IS NOT NULL
        UNION
        SELECT w.from2, p3.within
        FROM reached AS w
          JOIN public.part AS p3 ON w.to2 = p3.code
        WHERE p3.within IS NOT NULL
      )
      TABLE reached
    ) AS r ON p.code = r.from2
  WHERE p.broken
  UNION ALL
  SELECT p4.code
  FROM public.part AS p4
  WHERE p4.broken
) AS u
