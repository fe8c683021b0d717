(SELECT 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text
FROM (
  SELECT 1
  FROM public.emp AS e
  UNION ALL
  SELECT 1
  FROM public.former AS f
  UNION ALL
  SELECT 1
  FROM public.dept AS d
) AS u
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#name'::text
FROM (
  SELECT 1
  FROM public.emp AS e2
  UNION ALL
  SELECT 1
  FROM public.former AS f2
  UNION ALL
  SELECT 1
  FROM public.guest AS g
  WHERE g.name IS NOT NULL
  UNION ALL
  SELECT 1
  FROM public.dept AS d2
) AS u2
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#nick'::text
FROM public.emp AS e3
WHERE e3.nick IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#badge'::text
FROM public.emp AS e4
WHERE e4.badge IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#paid'::text
FROM public.emp AS e5
WHERE e5.paid <> 'NaN'
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#since'::text
FROM public.emp AS e6
WHERE e6.since >= '0001-01-01' AND e6.since < 'infinity'
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#boss'::text
FROM public.emp AS e7
WHERE e7.boss IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#worksIn'::text
FROM public.emp AS e8
WHERE e8.dept IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#host'::text
FROM public.guest AS g2
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#of'::text
FROM public.skill AS s
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#what'::text
FROM public.skill AS s2
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#level'::text
FROM public.skill AS s3
WHERE s3.level IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#taken'::text
FROM public.emp AS e9
WHERE e9.since >= '0001-01-01' AND e9.since < 'infinity'
  AND e9.dept IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#sign'::text
FROM public.emp AS e10
WHERE e10.dept IS NOT NULL
  AND e10.nick IS NOT NULL
LIMIT 1)
UNION ALL
(SELECT 'http://o.example/ns#number'::text
FROM public.emp AS e11
WHERE e11.dept IS NOT NULL
  AND e11.badge IS NOT NULL
LIMIT 1)
