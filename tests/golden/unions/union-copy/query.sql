SELECT c.id, c.flagship
FROM public.company AS c
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT f.id AS n
      FROM public.ferry AS f
      UNION ALL
      SELECT b.id
      FROM public.barge AS b
    ) AS u
    WHERE u.n = c.flagship
  )
