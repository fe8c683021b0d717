SELECT count(*)
FROM (
  SELECT 1
  FROM public.station AS s
  GROUP BY ()
) AS d
