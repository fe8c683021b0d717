SELECT p.id, r.from2
FROM public.person AS p
  LEFT JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p2.boss, p2.id
      FROM public.person AS p2
      WHERE p2.boss = 2
        AND p2.boss IS NOT NULL
      UNION
      SELECT w.from2, p3.id
      FROM reached AS w
        JOIN public.person AS p3 ON w.to2 = p3.boss
    )
    TABLE reached
  ) AS r ON r.from2 = 2 AND p.id = r.to2
