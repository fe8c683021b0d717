SELECT e.id, v.p, v.w
FROM public.event AS e
  CROSS JOIN LATERAL (VALUES
    (e.price, NULL::numeric, e.price <> 'NaN'),
    (NULL::numeric, e.weight, e.weight - e.weight <> 'NaN')) AS v(p, w, kept)
WHERE v.kept
