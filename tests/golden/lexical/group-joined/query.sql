SELECT e.id, e.day, d.max
FROM public.event AS e
  CROSS JOIN (
    SELECT max(r.rate) AS max
    FROM public.room AS r
    WHERE r.rate - r.rate <> 'NaN'
  ) AS d
