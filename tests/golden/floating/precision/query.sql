SELECT m.id
FROM public.measure AS m
WHERE m.price > 40.399999999999995026200849679298698902130126953125
  AND m.price <> 'NaN'::numeric
  AND m.price <> 'NaN'
