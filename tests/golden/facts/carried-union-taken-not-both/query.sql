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
    SELECT t.engine AS e, r.name AS n
    FROM public.tender AS t
      JOIN public.register AS r ON t.engine = r.id
    UNION ALL
    SELECT l.id, l.to_whom
    FROM public.loan AS l
  ) AS u2 ON u.e = u2.e
