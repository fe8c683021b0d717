SELECT u.e, u.e2, u.e3, u.s
FROM (
  SELECT 0 AS e, e.vessel AS e2, e.number AS e3, e.power AS s
  FROM public.engine AS e
  UNION ALL
  SELECT 1, m.vessel, NULL::integer, m.height
  FROM public.mast AS m
) AS u
  JOIN (
    SELECT DISTINCT u2.c, u2.e
    FROM (
      SELECT c.id AS c, f.id AS e
      FROM public.ferry AS f
        JOIN public.company AS c ON f.owner = c.name
      UNION ALL
      SELECT c2.id, b.id
      FROM public.barge AS b
        JOIN public.company AS c2 ON b.owner = c2.name
      UNION ALL
      SELECT r.firm, r.id
      FROM public.raft AS r
    ) AS u2
  ) AS d ON u.e2 = d.e
