SELECT v.o, g.code, v.o2, v.o3
FROM public.guest AS g
  CROSS JOIN LATERAL (VALUES
    (0, 'http://o.example/ns#Guest'::text, NULL::integer),
    (0, 'http://o.example/ns#Person'::text, NULL::integer),
    (1, NULL::text, g.host)) AS v(o, o2, o3)
