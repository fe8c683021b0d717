SELECT DISTINCT u.v, u4.c, u.y, u4.size
FROM (
  SELECT f.id AS v, f.built AS y
  FROM public.ferry AS f
  UNION ALL
  SELECT b.id, b.built
  FROM public.barge AS b
) AS u
  JOIN (
    SELECT u2.c, u2.size, u2.v
    FROM (
      SELECT c.id AS c, e.power AS size, e.vessel AS v
      FROM public.engine AS e
        JOIN public.ferry AS f2 ON e.vessel = f2.id
        JOIN public.company AS c ON f2.owner = c.name
      WHERE e.power > 20
      UNION ALL
      SELECT c2.id, e2.power, e2.vessel
      FROM public.engine AS e2
        JOIN public.barge AS b2 ON e2.vessel = b2.id
        JOIN public.company AS c2 ON b2.owner = c2.name
      WHERE e2.power > 20
    ) AS u2
    UNION ALL
    SELECT u3.c, u3.size, u3.v
    FROM (
      SELECT c3.id AS c, m.height AS size, m.vessel AS v
      FROM public.mast AS m
        JOIN public.ferry AS f3 ON m.vessel = f3.id
        JOIN public.company AS c3 ON f3.owner = c3.name
      WHERE m.height > 10
      UNION ALL
      SELECT c4.id, m2.height, m2.vessel
      FROM public.mast AS m2
        JOIN public.barge AS b3 ON m2.vessel = b3.id
        JOIN public.company AS c4 ON b3.owner = c4.name
      WHERE m2.height > 10
    ) AS u3
  ) AS u4 ON u.v = u4.v
