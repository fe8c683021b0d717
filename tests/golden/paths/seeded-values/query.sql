SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT k.a, k.b
    FROM public.knows AS k
      JOIN (VALUES ('5'::integer), ('6')) AS v(a) ON k.a = v.a
    UNION
    SELECT w.from2, k2.b
    FROM reached AS w
      JOIN public.knows AS k2 ON w.to2 = k2.a
  )
  TABLE reached
) AS r
  JOIN (VALUES ('5'::integer), ('6')) AS v2(from2) ON r.from2 = v2.from2
