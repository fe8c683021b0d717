SELECT e.id, e.checked
FROM public.event AS e
WHERE e.checked IS NOT NULL
