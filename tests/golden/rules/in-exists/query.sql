SELECT p.id
FROM public.person AS p
WHERE p.sex = 'm'
  AND EXISTS (
    SELECT 1
    FROM (
      WITH RECURSIVE reached(to2) AS (
        SELECT p2.child
        FROM public.parent AS p2
        WHERE p2.parent = 1
        UNION
        SELECT p3.child
        FROM reached AS w
          JOIN public.parent AS p3 ON w.to2 = p3.parent
      )
      TABLE reached
    ) AS r
    WHERE p.id = r.to2
  )
