SELECT d.to_whom, u.p
FROM (
  SELECT DISTINCT l.id, l.to_whom
  FROM public.loan AS l
) AS d
  JOIN (
    SELECT s.id, s.power AS p
    FROM public.steam AS s
    UNION ALL
    SELECT d2.id, d2.power
    FROM public.diesel AS d2
    UNION ALL
    SELECT e.id, e.power
    FROM public.electric AS e
  ) AS u ON d.id = u.id
