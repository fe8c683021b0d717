SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT p.id, p.boss
    FROM public.person AS p
    WHERE p.id = 5
      AND p.boss IS NOT NULL
    UNION
    SELECT w.from2, p2.boss
    FROM reached AS w
      JOIN public.person AS p2 ON w.to2 = p2.id
    WHERE p2.boss IS NOT NULL
  )
  TABLE reached
) AS r
WHERE r.from2 = 5
