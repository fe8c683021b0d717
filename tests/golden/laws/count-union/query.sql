SELECT COALESCE(sum(u.count)::bigint, 0::bigint), COALESCE(sum(u.count2)::bigint, 0::bigint) = 0, COALESCE(sum(u.count2)::bigint, 0::bigint) = COALESCE(sum(u.count)::bigint, 0::bigint), sum(u.sum)::bigint, max(u.max)
FROM (
  SELECT count(s.opened) AS count, count(*) AS count2, sum(s.opened) AS sum, max(s.opened) AS max
  FROM public.station AS s
  UNION ALL
  SELECT count(t.cars), count(*), sum(t.cars), max(t.cars)
  FROM public.train AS t
  WHERE t.cars IS NOT NULL
  UNION ALL
  SELECT count(NULL::integer), count(*), sum(NULL::integer), max(NULL::integer)
  FROM public.station AS s2
  WHERE s2.twin IS NOT NULL
) AS u
