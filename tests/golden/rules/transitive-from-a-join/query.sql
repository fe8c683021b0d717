SELECT p.id, r.to2
FROM public.person AS p
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT p2.id, p3.parent
      FROM public.person AS p2
        JOIN public.parent AS p3 ON p2.id = p3.child
      WHERE p2.name = 'Gus'
      UNION
      SELECT w.from2, p4.parent
      FROM reached AS w
        JOIN public.parent AS p4 ON w.to2 = p4.child
    )
    TABLE reached
  ) AS r ON p.id = r.from2
WHERE p.name = 'Gus'
