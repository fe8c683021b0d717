SELECT c.town, d.v, d2.y
FROM public.company AS c
  JOIN (
    SELECT DISTINCT u.v, u.c
    FROM (
      SELECT f.id AS v, c2.id AS c
      FROM public.ferry AS f
        JOIN public.company AS c2 ON f.owner = c2.name
      UNION ALL
      SELECT b.id, c3.id
      FROM public.barge AS b
        JOIN public.company AS c3 ON b.owner = c3.name
    ) AS u
  ) AS d ON c.id = d.c
  JOIN (
    SELECT DISTINCT u2.v, u2.y
    FROM (
      SELECT f2.id AS v, f2.built AS y
      FROM public.ferry AS f2
      UNION ALL
      SELECT b2.id, b2.built
      FROM public.barge AS b2
    ) AS u2
  ) AS d2 ON d.v = d2.v
