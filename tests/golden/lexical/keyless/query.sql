SELECT d.place, d.day, d.guest
FROM (
  SELECT DISTINCT v.place, v.day, v.guest
  FROM public.visit AS v
  WHERE v.day >= '0001-01-01' AND v.day < 'infinity'
) AS d
WHERE EXISTS (
    SELECT 1
    FROM public.visit AS v2
    WHERE v2.day >= '0001-01-01' AND v2.day < 'infinity'
      AND v2.place = d.place
      AND v2.day = d.day
  )
