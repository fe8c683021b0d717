SELECT m.id
FROM public.measure AS m
WHERE m.value < '2.4703282292062327208828439643411068618253e-324'::numeric
  AND m.value - m.value <> 'NaN'
