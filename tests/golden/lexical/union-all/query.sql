SELECT e.id, v.p
FROM public.event AS e
  CROSS JOIN LATERAL (VALUES
    (e.price, e.price <> 'NaN'),
    (e.weight, e.weight - e.weight <> 'NaN')) AS v(p, kept)
WHERE v.kept
