SELECT e.id, e2.id
FROM public.emp AS e
  LEFT JOIN public.emp AS e2 ON e2.paid <> 'NaN' AND e2.paid > e.paid
WHERE e.paid <> 'NaN'
