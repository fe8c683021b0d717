SELECT DISTINCT v.place, v.day, v.guest
FROM public.visit AS v
WHERE v.day >= '0001-01-01' AND v.day < 'infinity'
