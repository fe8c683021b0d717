SELECT p.id
FROM public.person AS p
WHERE EXISTS (
    SELECT 1
    FROM public.person AS p2
      JOIN (
        WITH RECURSIVE reached(to2) AS (
          SELECT p3.boss
          FROM public.person AS p3
          WHERE p3.id = p.id
            AND p3.boss IS NOT NULL
          UNION
          SELECT p4.boss
          FROM reached AS w
            JOIN public.person AS p4 ON w.to2 = p4.id
          WHERE p4.boss IS NOT NULL
        )
        TABLE reached
      ) AS r ON p2.id = r.to2
    WHERE p2.name = 'Bo'
  )
