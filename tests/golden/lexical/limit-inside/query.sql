SELECT e.id, e.day, d.id, d.rate
FROM public.event AS e
  CROSS JOIN (
    SELECT r.id, r.rate
    FROM public.room AS r
    WHERE r.rate - r.rate <> 'NaN'
    ORDER BY r.rate DESC
    LIMIT 1
  ) AS d
