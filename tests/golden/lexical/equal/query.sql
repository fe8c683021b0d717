SELECT e.id
FROM public.event AS e
WHERE e.day = '2020-02-01'::date
