SELECT e.id, e.day
FROM public.event AS e
WHERE e.day >= '2000-01-01'::date
  AND e.day <> 'infinity'::date
