SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT e.id
    FROM public.emp AS e
    WHERE e.boss = 1
      AND e.boss IS NOT NULL
    UNION
    SELECT e2.id
    FROM reached AS w
      JOIN public.emp AS e2 ON w.to2 = e2.boss
  )
  TABLE reached
) AS r
