SELECT r.to2
FROM public.person AS p
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p2.id, p3.id
      FROM public.person AS p2
        JOIN public.person AS p3 ON p2.id = p3.boss
      WHERE p2.name = 'Ada'
      UNION
      SELECT w.from2, p4.id
      FROM reached AS w
        JOIN public.person AS p4 ON w.to2 = p4.boss
    )
    TABLE reached
  ) AS r ON p.id = r.from2
WHERE p.name = 'Ada'
