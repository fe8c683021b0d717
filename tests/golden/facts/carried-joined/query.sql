SELECT p.number, p2.number
FROM public.plate AS p
  JOIN public.plate AS p2 ON p.name = p2.name
