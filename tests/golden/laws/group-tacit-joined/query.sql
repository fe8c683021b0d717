SELECT l.code
FROM public.land AS l
  CROSS JOIN (
    SELECT 1
    FROM public.station AS s
    GROUP BY ()
  ) AS d
