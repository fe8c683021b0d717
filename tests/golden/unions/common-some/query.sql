SELECT u2.x, d.v, u2.x2, u2.x3
FROM (
  SELECT DISTINCT u.v, u.c
  FROM (
    SELECT f.id AS v, c.id AS c
    FROM public.ferry AS f
      JOIN public.company AS c ON f.owner = c.name
    UNION ALL
    SELECT b.id, c2.id
    FROM public.barge AS b
      JOIN public.company AS c2 ON b.owner = c2.name
  ) AS u
) AS d
  JOIN (
    SELECT 0 AS x, e.power AS x2, NULL::text AS x3, e.vessel AS v
    FROM public.engine AS e
    UNION ALL
    SELECT 0, m.height, NULL::text, m.vessel
    FROM public.mast AS m
  ) AS u2 ON d.v = u2.v
UNION ALL
SELECT 1, d2.v, NULL::integer, c3.town
FROM public.company AS c3
  JOIN (
    SELECT DISTINCT u3.v, u3.c
    FROM (
      SELECT f2.id AS v, c4.id AS c
      FROM public.ferry AS f2
        JOIN public.company AS c4 ON f2.owner = c4.name
      UNION ALL
      SELECT b2.id, c5.id
      FROM public.barge AS b2
        JOIN public.company AS c5 ON b2.owner = c5.name
      UNION ALL
      SELECT r.id, r.firm
      FROM public.raft AS r
    ) AS u3
  ) AS d2 ON c3.id = d2.c
