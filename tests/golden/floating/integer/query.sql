SELECT m.id
FROM public.measure AS m
WHERE m.step::double precision >= 2
  AND m.step::double precision <> 'NaN'::double precision
