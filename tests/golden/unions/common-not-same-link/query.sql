SELECT DISTINCT u.v, u.y, u4.x
FROM (
  SELECT f.id AS v, f.built AS y
  FROM public.ferry AS f
  UNION ALL
  SELECT b.id, b.built
  FROM public.barge AS b
) AS u
  JOIN (
    SELECT e.power AS x, e.vessel AS v
    FROM public.engine AS e
      JOIN (
        SELECT f2.id AS v
        FROM public.ferry AS f2
        UNION ALL
        SELECT b2.id
        FROM public.barge AS b2
          JOIN public.company AS c ON b2.owner = c.name
      ) AS u2 ON e.vessel = u2.v
    UNION ALL
    SELECT e2.power, c2.flagship
    FROM public.company AS c2
      JOIN public.engine AS e2 ON c2.flagship = e2.vessel
      JOIN (
        SELECT c3.id AS c, f3.id AS v
        FROM public.ferry AS f3
          JOIN public.company AS c3 ON f3.owner = c3.name
        UNION ALL
        SELECT c4.id, b3.id
        FROM public.barge AS b3
          JOIN public.company AS c4 ON b3.owner = c4.name
      ) AS u3 ON c2.id = u3.c AND c2.flagship = u3.v
  ) AS u4 ON u.v = u4.v
