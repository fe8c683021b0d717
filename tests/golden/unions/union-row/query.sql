SELECT DISTINCT u.town, u.v, u2.y
FROM (
  SELECT c.town, f.id AS v
  FROM public.ferry AS f
    JOIN public.company AS c ON f.owner = c.name
  UNION ALL
  SELECT c2.town, b.id
  FROM public.barge AS b
    JOIN public.company AS c2 ON b.owner = c2.name
) AS u
  JOIN (
    SELECT f2.id AS v, f2.built AS y
    FROM public.ferry AS f2
    UNION ALL
    SELECT b2.id, b2.built
    FROM public.barge AS b2
  ) AS u2 ON u.v = u2.v
