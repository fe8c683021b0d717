SELECT p.id, r.to2
FROM public.person AS p
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p2.id, p2.boss
      FROM public.person AS p2
      WHERE p2.name = 'Ed'
        AND p2.boss IS NOT NULL
      UNION
      SELECT w.from2, p3.boss
      FROM reached AS w
        JOIN public.person AS p3 ON w.to2 = p3.id
      WHERE p3.boss IS NOT NULL
    )
    TABLE reached
  ) AS r ON p.id = r.from2
WHERE p.name = 'Ed'
