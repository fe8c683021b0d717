SELECT e.id, CASE WHEN e.checked = '2020-02-01'::date THEN e.price ELSE e.price * 2::numeric END
FROM public.event AS e
WHERE e.checked IN ('2020-02-01'::date, '2023-01-01'::date)
  AND e.price IS NOT NULL
