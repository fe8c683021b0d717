SELECT CASE WHEN e.fuel = 'diesel' THEN 0 ELSE 1 END, e.vessel, e.number, CASE WHEN e.fuel = 'diesel' THEN e.power ELSE NULL::integer END, CASE WHEN e.fuel = 'diesel' THEN NULL::numeric ELSE e.power::numeric * 0.7457 END
FROM public.engine AS e
WHERE e.fuel IN ('diesel', 'steam')
