SELECT 0, d.train, d.at, NULL::integer, 'along the river'::text
FROM (
  SELECT DISTINCT h.at, h.line || '-'::text || h.place AS train
  FROM public.halt AS h
  WHERE h.line = 'a'
) AS d
UNION ALL
SELECT 1, NULL::text, NULL::text, t.number, v.constant
FROM public.train AS t
  JOIN (VALUES ('along the river'::text, 'a'::text), ('over the pass', 'a-b'), ('all year', 'a')) AS v(constant, constant2) ON t.line = v.constant2
UNION ALL
SELECT 0, d2.train, d2.at, NULL::integer, 'over the pass'::text
FROM (
  SELECT DISTINCT h2.at, h2.line || '-'::text || h2.place AS train
  FROM public.halt AS h2
  WHERE h2.line = 'a-b'
) AS d2
UNION ALL
SELECT 1, NULL::text, NULL::text, t2.number, 'long'::text
FROM public.train AS t2
WHERE t2.cars = 9
UNION ALL
SELECT 0, d3.train, d3.at, NULL::integer, 'all year'::text
FROM (
  SELECT DISTINCT h3.at, h3.line || '-'::text || h3.place AS train
  FROM public.halt AS h3
  WHERE h3.line = 'a'
) AS d3
