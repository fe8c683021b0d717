SELECT m.id, m.step
FROM public.measure AS m
WHERE m.value >= '2.4703282292062327208828439643411068618253e-324'::numeric
  AND m.value <> 'NaN'::numeric
  AND m.value - m.value <> 'NaN'
ORDER BY CASE WHEN abs(m.value) <= '1.7976931348623158079372897140530341507993e308'::numeric AND (abs(m.value) >= '2.4703282292062327208828439643411068618253e-324'::numeric OR m.value = 0) THEN m.value::double precision WHEN abs(m.value) < '2.4703282292062327208828439643411068618253e-324'::numeric THEN CASE WHEN m.value < 0 THEN '-0'::double precision ELSE '0'::double precision END WHEN m.value < 0 THEN '-Infinity'::double precision WHEN m.value = 'NaN'::numeric THEN 'NaN'::double precision WHEN m.value IS NOT NULL THEN 'Infinity'::double precision END NULLS FIRST, m.step::double precision NULLS FIRST, m.id::text COLLATE "C" NULLS FIRST
