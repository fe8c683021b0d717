SELECT e.id, e.price
FROM public.event AS e
  JOIN public.room AS r ON e.price > r.rate
WHERE r.rate - r.rate <> 'NaN'
