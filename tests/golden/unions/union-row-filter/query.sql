SELECT DISTINCT u.name, u.v, u2.y
FROM (
  SELECT f.owner AS name, f.id AS v
  FROM public.ferry AS f
    JOIN public.company AS c ON f.owner = c.name
  WHERE c.town = 'Oslo'
  UNION ALL
  SELECT c2.name, b.id
  FROM public.barge AS b
    JOIN public.company AS c2 ON b.owner = c2.name
  WHERE c2.town = 'Oslo'
) AS u
  JOIN (
    SELECT f2.id AS v, f2.built AS y
    FROM public.ferry AS f2
    UNION ALL
    SELECT b2.id, b2.built
    FROM public.barge AS b2
  ) AS u2 ON u.v = u2.v
