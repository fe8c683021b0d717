SELECT DISTINCT u3.v, u3.y, u3.size
FROM (
  SELECT u.y, u.size, u.v
  FROM (
    SELECT f.built AS y, e.power AS size, e.vessel AS v
    FROM public.engine AS e
      JOIN public.ferry AS f ON e.vessel = f.id
    WHERE f.built = 1990
    UNION ALL
    SELECT b.built, e2.power, e2.vessel
    FROM public.engine AS e2
      JOIN public.barge AS b ON e2.vessel = b.id
    WHERE b.built = 1990
  ) AS u
  UNION ALL
  SELECT u2.y, u2.size, u2.v
  FROM (
    SELECT f2.built AS y, m.height AS size, m.vessel AS v
    FROM public.mast AS m
      JOIN public.ferry AS f2 ON m.vessel = f2.id
    WHERE f2.built = 1990
    UNION ALL
    SELECT b2.built, m2.height, m2.vessel
    FROM public.mast AS m2
      JOIN public.barge AS b2 ON m2.vessel = b2.id
    WHERE b2.built = 1990
  ) AS u2
) AS u3
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT f3.id AS v
      FROM public.ferry AS f3
      UNION ALL
      SELECT b3.id
      FROM public.barge AS b3
        JOIN public.company AS c ON b3.owner = c.name
      UNION ALL
      SELECT r.id
      FROM public.raft AS r
    ) AS u4
    WHERE u4.v = u3.v
  )
