SELECT e.id, e.day, r.id
FROM public.event AS e
  LEFT JOIN public.room AS r ON e.day = r.since AND r.since >= '0001-01-01' AND r.since < 'infinity' AND r.rate - r.rate <> 'NaN'
