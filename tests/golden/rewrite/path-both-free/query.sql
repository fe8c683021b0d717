SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT e.id, e.boss
    FROM public.emp AS e
    WHERE e.boss IS NOT NULL
    UNION
    SELECT w.from2, e2.boss
    FROM reached AS w
      JOIN public.emp AS e2 ON w.to2 = e2.id
    WHERE e2.boss IS NOT NULL
  )
  TABLE reached
) AS r
