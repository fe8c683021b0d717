SELECT e.id, EXISTS (
  SELECT 1
  FROM public.skill AS s
  WHERE e.id = s.emp
)
FROM public.emp AS e
