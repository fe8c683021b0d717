SELECT p.id
FROM public.person AS p
WHERE EXISTS (
    SELECT 1
    FROM (
      WITH RECURSIVE reached(from2, to2) AS (
        SELECT p2.id, p2.boss
        FROM public.person AS p2
        WHERE (p.boss = p2.id OR NOT (p.boss IS NOT NULL))
          AND p2.boss IS NOT NULL
        UNION
        SELECT w.from2, p3.boss
        FROM reached AS w
          JOIN public.person AS p3 ON w.to2 = p3.id
        WHERE p3.boss IS NOT NULL
      )
      TABLE reached
    ) AS r
    WHERE p.boss = r.from2 OR NOT (p.boss IS NOT NULL)
  )
