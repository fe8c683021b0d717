SELECT DISTINCT u.p, u2.n
FROM (
  SELECT s.power AS p, s.id AS e
  FROM public.steam AS s
  UNION ALL
  SELECT d.power, d.id
  FROM public.diesel AS d
  UNION ALL
  SELECT e.power, e.id
  FROM public.electric AS e
) AS u
  JOIN (
    SELECT t.engine AS e, r.name AS n
    FROM public.tender AS t
      JOIN public.register AS r ON t.engine = r.id
    UNION ALL
    SELECT l.id, r2.name
    FROM public.loan AS l
      JOIN public.register AS r2 ON l.id = r2.id
  ) AS u2 ON u.e = u2.e
