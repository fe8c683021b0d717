SELECT DISTINCT c.town, u.v, u.y
FROM public.company AS c
  CROSS JOIN (
    SELECT f.id AS v, f.built AS y
    FROM public.ferry AS f
    UNION ALL
    SELECT b.id, b.built
    FROM public.barge AS b
  ) AS u
  JOIN (
    SELECT f2.id AS v, c2.id AS c
    FROM public.ferry AS f2
      JOIN public.company AS c2 ON f2.owner = c2.name
    UNION ALL
    SELECT b2.id, c3.id
    FROM public.barge AS b2
      JOIN public.company AS c3 ON b2.owner = c3.name
    UNION ALL
    SELECT r.id, r.firm
    FROM public.raft AS r
  ) AS u2 ON u.v = u2.v AND c.id = u2.c
