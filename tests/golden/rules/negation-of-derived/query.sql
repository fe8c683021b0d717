SELECT p.id
FROM public.person AS p
WHERE NOT EXISTS (
    SELECT 1
    FROM (
      WITH RECURSIVE reached(from2, to2) AS (
        SELECT p2.child, p2.parent
        FROM public.parent AS p2
        UNION
        SELECT w.from2, p3.parent
        FROM reached AS w
          JOIN public.parent AS p3 ON w.to2 = p3.child
      )
      TABLE reached
    ) AS r
    WHERE p.id = r.from2
  )
