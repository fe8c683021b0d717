SELECT DISTINCT s.id
FROM public.station AS s
  JOIN (VALUES ('terminus'::text, 'trains turn'::text), ('terminus', 'trains rest')) AS v(kind, means) ON s.kind = v.kind
