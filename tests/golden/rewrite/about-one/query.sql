SELECT 0, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e
WHERE e.id = 1
UNION ALL
(SELECT 0, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Person'::text, NULL::integer, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM (
  SELECT 1
  FROM public.emp AS e2
  WHERE e2.id = 1
  UNION ALL
  SELECT 1
  FROM public.former AS f
  WHERE f.id = 1
) AS u
LIMIT 1)
UNION ALL
SELECT 1, NULL::integer, 'http://o.example/ns#name'::text, d.o, NULL::integer, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM (
  SELECT DISTINCT u2.o
  FROM (
    SELECT e3.name AS o
    FROM public.emp AS e3
    WHERE e3.id = 1
    UNION ALL
    SELECT f2.name
    FROM public.former AS f2
    WHERE f2.id = 1
  ) AS u2
) AS d
UNION ALL
SELECT 2, NULL::integer, 'http://o.example/ns#nick'::text, e4.nick, NULL::integer, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e4
WHERE e4.id = 1
  AND e4.nick IS NOT NULL
UNION ALL
SELECT 3, NULL::integer, 'http://o.example/ns#badge'::text, NULL::text, e5.badge, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e5
WHERE e5.id = 1
  AND e5.badge IS NOT NULL
UNION ALL
SELECT 4, NULL::integer, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e6.paid, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e6
WHERE e6.id = 1
  AND e6.paid IS NOT NULL
UNION ALL
SELECT 5, NULL::integer, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e7.since, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e7
WHERE e7.id = 1
  AND e7.since IS NOT NULL
UNION ALL
SELECT 6, NULL::integer, 'http://o.example/ns#boss'::text, NULL::text, e8.boss, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e8
WHERE e8.id = 1
  AND e8.boss IS NOT NULL
UNION ALL
SELECT 7, NULL::integer, 'http://o.example/ns#worksIn'::text, NULL::text, e9.dept, NULL::numeric, NULL::date, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e9
WHERE e9.id = 1
  AND e9.dept IS NOT NULL
UNION ALL
SELECT NULL::integer, 0, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, e10.id, NULL::text, 'http://o.example/ns#boss'::text
FROM public.emp AS e10
WHERE e10.boss = 1
UNION ALL
SELECT NULL::integer, 1, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, NULL::integer, g.code, 'http://o.example/ns#host'::text
FROM public.guest AS g
WHERE g.host = 1
UNION ALL
SELECT NULL::integer, 2, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, s.emp, s.skill, 'http://o.example/ns#of'::text
FROM public.skill AS s
WHERE s.emp = 1
