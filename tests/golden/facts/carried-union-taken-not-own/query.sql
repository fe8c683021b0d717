SELECT DISTINCT u.b, u2.n
FROM (
  SELECT s.built AS b, s.id AS e
  FROM public.steam AS s
  WHERE s.built IS NOT NULL
  UNION ALL
  SELECT d.built, d.id
  FROM public.diesel AS d
  WHERE d.built IS NOT NULL
) AS u
  JOIN (
    SELECT p.engine AS e, p.name AS n
    FROM public.plate AS p
    UNION ALL
    SELECT l.id, r.name
    FROM public.loan AS l
      JOIN public.register AS r ON l.id = r.id
  ) AS u2 ON u.e = u2.e
