SELECT e.id, e.paid * 2::numeric + 1::numeric
FROM public.emp AS e
WHERE e.paid * 2::numeric + 1::numeric > 9000
  AND e.paid <> 'NaN'
