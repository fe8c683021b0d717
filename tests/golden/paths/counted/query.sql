SELECT p.id, count(*)
FROM public.person AS p
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT k.a, k.b
      FROM public.knows AS k
      UNION
      SELECT w.from2, k2.b
      FROM reached AS w
        JOIN public.knows AS k2 ON w.to2 = k2.a
    )
    TABLE reached
  ) AS r ON p.id = r.from2
GROUP BY p.id
