SELECT u.p, u2.q
FROM (
  SELECT s.old AS o, s.power AS p
  FROM public.steam AS s
  UNION ALL
  SELECT d.old, d.power
  FROM public.diesel AS d
) AS u
  JOIN (
    SELECT s2.id AS o, s2.power AS q
    FROM public.steam AS s2
    UNION ALL
    SELECT d2.id, d2.power
    FROM public.diesel AS d2
    UNION ALL
    SELECT e.id, e.power
    FROM public.electric AS e
  ) AS u2 ON u.o = u2.o
