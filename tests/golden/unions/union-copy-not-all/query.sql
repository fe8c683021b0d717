SELECT c.id, d.n
FROM public.company AS c
  JOIN (
    SELECT DISTINCT u.n, u.v
    FROM (
      SELECT f.id AS n, f.id AS v
      FROM public.ferry AS f
      UNION ALL
      SELECT b.built, b.id
      FROM public.barge AS b
    ) AS u
  ) AS d ON c.flagship = d.v
