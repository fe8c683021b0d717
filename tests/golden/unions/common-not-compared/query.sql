SELECT DISTINCT u5.v, u5.c, u5.x
FROM (
  SELECT u.v, u.c, u.x
  FROM (
    SELECT e.vessel AS v, c.id AS c, e.power AS x
    FROM public.engine AS e
      JOIN public.ferry AS f ON e.vessel = f.id
      JOIN public.company AS c ON f.owner = c.name
    UNION ALL
    SELECT e2.vessel, c2.id, e2.power
    FROM public.engine AS e2
      JOIN public.barge AS b ON e2.vessel = b.id
      JOIN public.company AS c2 ON b.owner = c2.name
  ) AS u
    JOIN (
      SELECT f2.id AS v, f2.built AS y
      FROM public.ferry AS f2
      UNION ALL
      SELECT b2.id, b2.built
      FROM public.barge AS b2
    ) AS u2 ON u.v = u2.v
  WHERE u.x < u2.y
  UNION ALL
  SELECT u3.v, u3.c, u3.x
  FROM (
    SELECT m.vessel AS v, c3.id AS c, m.height AS x
    FROM public.mast AS m
      JOIN public.ferry AS f3 ON m.vessel = f3.id
      JOIN public.company AS c3 ON f3.owner = c3.name
    UNION ALL
    SELECT m2.vessel, c4.id, m2.height
    FROM public.mast AS m2
      JOIN public.barge AS b3 ON m2.vessel = b3.id
      JOIN public.company AS c4 ON b3.owner = c4.name
  ) AS u3
    JOIN (
      SELECT f4.id AS v, f4.built AS y
      FROM public.ferry AS f4
      UNION ALL
      SELECT b4.id, b4.built
      FROM public.barge AS b4
    ) AS u4 ON u3.v = u4.v
  WHERE u3.x < u4.y
) AS u5
