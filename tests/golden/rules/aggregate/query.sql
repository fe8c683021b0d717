SELECT p.parent
FROM public.parent AS p
GROUP BY p.parent
HAVING count(*) > 1
