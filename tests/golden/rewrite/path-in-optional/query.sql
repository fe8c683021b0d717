SELECT e.id, r.to2
FROM public.emp AS e
  LEFT JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT e2.id, e2.boss
      FROM public.emp AS e2
      WHERE e2.boss IS NOT NULL
      UNION
      SELECT w.from2, e3.boss
      FROM reached AS w
        JOIN public.emp AS e3 ON w.to2 = e3.id
      WHERE e3.boss IS NOT NULL
    )
    TABLE reached
  ) AS r ON e.id = r.from2
