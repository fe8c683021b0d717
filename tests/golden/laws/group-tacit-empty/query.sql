SELECT l.code
FROM public.land AS l
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT 1
      WHERE false
      GROUP BY ()
    ) AS d
  )
