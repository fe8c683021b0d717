SELECT 1
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT p.boss
    FROM public.person AS p
    WHERE p.id = 6
      AND p.boss IS NOT NULL
    UNION
    SELECT p2.boss
    FROM reached AS w
      JOIN public.person AS p2 ON w.to2 = p2.id
    WHERE p2.boss IS NOT NULL
  )
  TABLE reached
) AS r
WHERE r.to2 = 1
LIMIT 1
