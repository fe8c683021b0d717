SELECT DISTINCT u.y
FROM (
  SELECT r.object AS y
  FROM (
    WITH RECURSIVE reached(object) AS (
      SELECT k.b
      FROM public.parent AS p
        JOIN public.knows AS k ON p.parent = k.a
        JOIN public.person AS p2 ON k.b = p2.id
      WHERE p.child = 6
        AND p2.born < 1980
        AND p2.born IS NOT NULL
      UNION
      SELECT k2.b
      FROM reached AS w
        JOIN public.knows AS k2 ON w.object = k2.a
        JOIN public.person AS p3 ON k2.b = p3.id
      WHERE p3.born < 1980
        AND p3.born IS NOT NULL
    )
    TABLE reached
  ) AS r
  UNION ALL
  SELECT p4.parent
  FROM public.parent AS p4
  WHERE p4.child = 6
) AS u
