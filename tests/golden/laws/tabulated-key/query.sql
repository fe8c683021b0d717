SELECT s.id, v.constant
FROM public.station AS s
  JOIN (VALUES ('trains turn'::text, 'terminus'::text), ('trains pass', 'through')) AS v(constant, constant2) ON s.kind = v.constant2
