SELECT u.c, u.count
FROM (
  SELECT 'http://r.example/ns#Land'::text AS c, count(*) AS count
  FROM public.land AS l
  GROUP BY 'http://r.example/ns#Land'::text
  UNION ALL
  SELECT 'http://r.example/ns#Station'::text, count(*)
  FROM public.station AS s
  GROUP BY 'http://r.example/ns#Station'::text
  UNION ALL
  SELECT 'http://r.example/ns#Halt'::text, count(*)
  FROM (
    SELECT DISTINCT h.at, h.line || '-'::text || h.place AS s
    FROM public.halt AS h
  ) AS d
  GROUP BY 'http://r.example/ns#Halt'::text
  UNION ALL
  SELECT 'http://r.example/ns#Call'::text, count(*)
  FROM public.call AS c
  GROUP BY 'http://r.example/ns#Call'::text
  UNION ALL
  SELECT 'http://r.example/ns#Train'::text, count(*)
  FROM public.train AS t
  GROUP BY 'http://r.example/ns#Train'::text
  UNION ALL
  SELECT 'http://r.example/ns#Express'::text, count(*)
  FROM (
    SELECT DISTINCT e.number
    FROM public.express AS e
    WHERE e.number IS NOT NULL
  ) AS d2
  GROUP BY 'http://r.example/ns#Express'::text
) AS u
ORDER BY u.c COLLATE "C" NULLS FIRST
