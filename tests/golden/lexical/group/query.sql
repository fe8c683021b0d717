SELECT e.day, count(*)
FROM public.room AS r
  CROSS JOIN public.event AS e
WHERE e.day >= '0001-01-01' AND e.day < 'infinity'
GROUP BY e.day
