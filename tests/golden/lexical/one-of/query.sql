SELECT e.id
FROM public.event AS e
WHERE e.day IN ('2020-02-01'::date, '2021-06-15'::date)
