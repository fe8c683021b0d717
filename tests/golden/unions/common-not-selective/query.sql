SELECT DISTINCT u5.v, u5.y, u5.size
FROM (
  SELECT u.v, u2.y, u.size
  FROM (
    SELECT e.vessel AS v, e.power AS size
    FROM public.engine AS e
      JOIN public.ferry AS f ON e.vessel = f.id
    WHERE e.power > 20
    UNION ALL
    SELECT e2.vessel, e2.power
    FROM public.engine AS e2
      JOIN public.barge AS b ON e2.vessel = b.id
      JOIN public.company AS c ON b.owner = c.name
    WHERE e2.power > 20
  ) AS u
    JOIN (
      SELECT f2.id AS v, f2.built AS y
      FROM public.ferry AS f2
      WHERE f2.built = 1990
      UNION ALL
      SELECT b2.id, b2.built
      FROM public.barge AS b2
      WHERE b2.built = 1990
    ) AS u2 ON u.v = u2.v
  UNION ALL
  SELECT u3.v, u4.y, u3.size
  FROM (
    SELECT m.vessel AS v, m.height AS size
    FROM public.mast AS m
      JOIN public.ferry AS f3 ON m.vessel = f3.id
    WHERE m.height > 10
    UNION ALL
    SELECT m2.vessel, m2.height
    FROM public.mast AS m2
      JOIN public.barge AS b3 ON m2.vessel = b3.id
      JOIN public.company AS c2 ON b3.owner = c2.name
    WHERE m2.height > 10
  ) AS u3
    JOIN (
      SELECT f4.id AS v, f4.built AS y
      FROM public.ferry AS f4
      WHERE f4.built = 1990
      UNION ALL
      SELECT b4.id, b4.built
      FROM public.barge AS b4
      WHERE b4.built = 1990
    ) AS u4 ON u3.v = u4.v
) AS u5
