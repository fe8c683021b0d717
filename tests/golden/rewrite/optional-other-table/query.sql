SELECT e.id, s.level
FROM public.emp AS e
  LEFT JOIN public.skill AS s ON e.id = s.emp AND s.level IS NOT NULL
