SELECT DISTINCT u.p
FROM (
  SELECT s.power AS p
  FROM public.steam AS s
  UNION ALL
  SELECT d.power
  FROM public.diesel AS d
  UNION ALL
  SELECT e.power
  FROM public.electric AS e
) AS u
