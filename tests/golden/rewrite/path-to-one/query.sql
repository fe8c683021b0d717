SELECT r.from2
FROM (
  WITH RECURSIVE reached(from2) AS (
    SELECT e.id
    FROM public.emp AS e
    WHERE e.boss IS NOT NULL
      AND e.boss = 1
    UNION
    SELECT e2.id
    FROM reached AS w
      JOIN public.emp AS e2 ON w.from2 = e2.boss
  )
  TABLE reached
) AS r
