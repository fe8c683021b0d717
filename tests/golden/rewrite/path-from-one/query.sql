SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT e.boss
    FROM public.emp AS e
    WHERE e.id = 4
      AND e.boss IS NOT NULL
    UNION
    SELECT e2.boss
    FROM reached AS w
      JOIN public.emp AS e2 ON w.to2 = e2.id
    WHERE e2.boss IS NOT NULL
  )
  TABLE reached
) AS r
