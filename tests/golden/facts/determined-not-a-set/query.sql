SELECT d2.cost, count(*)
FROM (
  SELECT DISTINCT r.yard, r.track, r.gauge
  FROM public.repair AS r
  WHERE r.gauge IS NOT NULL
) AS d
  JOIN (
    SELECT DISTINCT r2.yard, r2.track, r2.cost
    FROM public.repair AS r2
  ) AS d2 ON d.yard = d2.yard AND d.track = d2.track
GROUP BY d2.cost
