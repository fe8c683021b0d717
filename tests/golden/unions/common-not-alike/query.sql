SELECT DISTINCT u5.v, u5.c, u5.y, u5.size
FROM (
  SELECT u.v, u.c, u2.y, u.size
  FROM (
    SELECT e.vessel AS v, c.id AS c, e.power AS size
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
  UNION ALL
  SELECT u3.v, u4.c, u3.y, u3.size
  FROM (
    SELECT m.vessel AS v, f3.built AS y, m.height AS size
    FROM public.mast AS m
      JOIN public.ferry AS f3 ON m.vessel = f3.id
    UNION ALL
    SELECT m2.vessel, b3.built, m2.height
    FROM public.mast AS m2
      JOIN public.barge AS b3 ON m2.vessel = b3.id
  ) AS u3
    JOIN (
      SELECT f4.id AS v, c3.id AS c
      FROM public.ferry AS f4
        JOIN public.company AS c3 ON f4.owner = c3.name
      UNION ALL
      SELECT b4.id, c4.id
      FROM public.barge AS b4
        JOIN public.company AS c4 ON b4.owner = c4.name
      UNION ALL
      SELECT r.id, r.firm
      FROM public.raft AS r
    ) AS u4 ON u3.v = u4.v
) AS u5
