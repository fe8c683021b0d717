SELECT DISTINCT c.id, u.v, u2.y
FROM public.company AS c
  JOIN (
    SELECT c2.town, f.id AS v
    FROM public.ferry AS f
      JOIN public.company AS c2 ON f.owner = c2.name
    UNION ALL
    SELECT c3.town, b.id
    FROM public.barge AS b
      JOIN public.company AS c3 ON b.owner = c3.name
  ) AS u ON c.town = u.town
  JOIN (
    SELECT f2.id AS v, f2.built AS y
    FROM public.ferry AS f2
    UNION ALL
    SELECT b2.id, b2.built
    FROM public.barge AS b2
  ) AS u2 ON u.v = u2.v
