SELECT r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    SELECT p.boss
    FROM public.knows AS k
      JOIN public.person AS p ON k.b = p.id
    WHERE k.a = 1
      AND p.boss IS NOT NULL
    UNION
    SELECT p2.boss
    FROM reached AS w
      JOIN public.knows AS k2 ON w.to2 = k2.a
      JOIN public.person AS p2 ON k2.b = p2.id
    WHERE p2.boss IS NOT NULL
  )
  TABLE reached
) AS r
