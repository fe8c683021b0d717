SELECT r.name, u.p
FROM public.register AS r
  JOIN (
    SELECT s.power AS p, s.id AS e
    FROM public.steam AS s
    UNION ALL
    SELECT d.power, d.id
    FROM public.diesel AS d
    UNION ALL
    SELECT e.power, e.id
    FROM public.electric AS e
  ) AS u ON r.id = u.e
