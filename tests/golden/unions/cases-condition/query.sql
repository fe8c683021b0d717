SELECT e.vessel, e.number, CASE WHEN e.fuel = 'diesel' THEN 'fast'::text ELSE 'quaint'::text END
FROM public.engine AS e
WHERE e.fuel IN ('diesel', 'steam')
  AND CASE WHEN e.fuel = 'diesel' THEN e.power > 500 ELSE e.power < 50 END
