SELECT e.id, e.weight, r.id
FROM public.event AS e
  JOIN public.room AS r ON e.weight = r.rate
