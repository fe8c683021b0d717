SELECT DISTINCT r.cost, r2.cost
FROM public.repair AS r
  JOIN public.repair AS r2 ON r.yard = r2.yard AND r.track = r2.track
