SELECT DISTINCT u.v, u4.y, u4.size
FROM (
  SELECT f.id AS v
  FROM public.ferry AS f
  UNION ALL
  SELECT b.id
  FROM public.barge AS b
    JOIN public.company AS c ON b.owner = c.name
  UNION ALL
  SELECT r.id
  FROM public.raft AS r
) AS u
  JOIN (
    SELECT u2.y, u2.size, u2.v
    FROM (
      SELECT f2.built AS y, e.power AS size, e.vessel AS v
      FROM public.engine AS e
        JOIN public.ferry AS f2 ON e.vessel = f2.id
      WHERE f2.built = 1990
      UNION ALL
      SELECT b2.built, e2.power, e2.vessel
      FROM public.engine AS e2
        JOIN public.barge AS b2 ON e2.vessel = b2.id
      WHERE b2.built = 1990
    ) AS u2
    UNION ALL
    SELECT u3.y, u3.size, u3.v
    FROM (
      SELECT f3.built AS y, m.height AS size, m.vessel AS v
      FROM public.mast AS m
        JOIN public.ferry AS f3 ON m.vessel = f3.id
      WHERE f3.built = 1990
      UNION ALL
      SELECT b3.built, m2.height, m2.vessel
      FROM public.mast AS m2
        JOIN public.barge AS b3 ON m2.vessel = b3.id
      WHERE b3.built = 1990
    ) AS u3
  ) AS u4 ON u.v = u4.v
