SELECT COALESCE(sum(u.count)::bigint, 0::bigint)
FROM (
  SELECT count(*) AS count
  FROM public.land AS l
  UNION ALL
  SELECT count(*)
  FROM public.land AS l2
  UNION ALL
  SELECT count(*)
  FROM public.station AS s
  UNION ALL
  SELECT count(*)
  FROM public.station AS s2
  UNION ALL
  SELECT count(*)
  FROM public.station AS s3
  UNION ALL
  SELECT count(*)
  FROM public.station AS s4
  WHERE s4.rebuilt IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM public.station AS s5
  UNION ALL
  SELECT count(*)
  FROM public.station AS s6
  WHERE s6.twin IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM public.station AS s7
  UNION ALL
  SELECT count(*)
  FROM public.buffet AS b
  WHERE b.name IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM public.buffet AS b2
  WHERE b2.seats IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM public.buffet AS b3
  WHERE b3.stars IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT h.at, h.line || '-'::text || h.place AS s
    FROM public.halt AS h
  ) AS d
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT h2.line, h2.at, h2.line || '-'::text || h2.place AS s
    FROM public.halt AS h2
  ) AS d2
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT h3.place, h3.at, h3.line || '-'::text || h3.place AS s
    FROM public.halt AS h3
  ) AS d3
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT h4.at, h4.note, h4.line || '-'::text || h4.place AS s
    FROM public.halt AS h4
    WHERE h4.note IS NOT NULL
  ) AS d4
  UNION ALL
  SELECT count(*)
  FROM public.call AS c
  UNION ALL
  SELECT count(*)
  FROM public.call AS c2
  UNION ALL
  SELECT count(*)
  FROM public.call AS c3
  UNION ALL
  SELECT count(*)
  FROM public.call AS c4
  UNION ALL
  SELECT count(*)
  FROM public.call AS c5
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT c6.place, c6.line || '-'::text || c6.track || '-'::text || c6.hour AS s
    FROM public.call AS c6
  ) AS d5
  UNION ALL
  SELECT count(*)
  FROM public.train AS t
  UNION ALL
  SELECT count(*)
  FROM public.train AS t2
  UNION ALL
  SELECT count(*)
  FROM public.train AS t3
  WHERE t3.cars IS NOT NULL
  UNION ALL
  SELECT count(*)
  FROM public.train AS t4
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e.number
    FROM public.express AS e
    WHERE e.number IS NOT NULL
  ) AS d6
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e2.number, e2.line
    FROM public.express AS e2
    WHERE e2.number IS NOT NULL
      AND e2.line IS NOT NULL
  ) AS d7
  UNION ALL
  SELECT count(*)
  FROM public.notice AS n
  WHERE n.language = 'de '::bpchar
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT q.id, q.text
    FROM (SELECT id, text FROM notice WHERE language = 'lati'
) AS q
    WHERE q.id IS NOT NULL
      AND q.text IS NOT NULL
  ) AS d8
  UNION ALL
  SELECT count(*)
  FROM public.notice AS n2
  UNION ALL
  SELECT count(*)
  FROM public.notice AS n3
) AS u
