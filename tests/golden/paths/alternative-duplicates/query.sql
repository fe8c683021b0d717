SELECT k.b
FROM public.knows AS k
  CROSS JOIN LATERAL (VALUES
    (1),
    (1)) AS v(one)
WHERE k.a = 4
