SELECT e.id, e.day, r.id, r.rate
FROM public.event AS e
  JOIN public.room AS r ON e.day = r.since
WHERE e.room IS NOT NULL
