SELECT DISTINCT u.s, u4.t
FROM (
  SELECT e.power AS s, e.vessel AS e
  FROM public.engine AS e
  UNION ALL
  SELECT m.height, m.vessel
  FROM public.mast AS m
) AS u
  JOIN (
    SELECT f.id AS e, c.id AS c
    FROM public.ferry AS f
      JOIN public.company AS c ON f.owner = c.name
    UNION ALL
    SELECT b.id, c2.id
    FROM public.barge AS b
      JOIN public.company AS c2 ON b.owner = c2.name
    UNION ALL
    SELECT r.id, r.firm
    FROM public.raft AS r
  ) AS u2 ON u.e = u2.e
  JOIN (
    SELECT f2.id AS vessel, c3.id AS c
    FROM public.ferry AS f2
      JOIN public.company AS c3 ON f2.owner = c3.name
    UNION ALL
    SELECT b2.id, c4.id
    FROM public.barge AS b2
      JOIN public.company AS c4 ON b2.owner = c4.name
    UNION ALL
    SELECT r2.id, r2.firm
    FROM public.raft AS r2
  ) AS u3 ON u2.c = u3.c
  JOIN (
    SELECT e2.power AS t, e2.vessel
    FROM public.engine AS e2
    UNION ALL
    SELECT m2.height, m2.vessel
    FROM public.mast AS m2
  ) AS u4 ON u3.vessel = u4.vessel
