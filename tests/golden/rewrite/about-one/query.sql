SELECT v.o, NULL::integer, v.p, v.o2, v.o3, v.o4, v.o5, NULL::integer, NULL::text, NULL::text
FROM public.emp AS e
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date, true),
    (2, 'http://o.example/ns#nick'::text, e.nick, NULL::integer, NULL::numeric, NULL::date, e.nick IS NOT NULL),
    (3, 'http://o.example/ns#badge'::text, NULL::text, e.badge, NULL::numeric, NULL::date, e.badge IS NOT NULL),
    (4, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e.paid, NULL::date, e.paid <> 'NaN'),
    (5, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e.since, e.since >= '0001-01-01' AND e.since < 'infinity'),
    (6, 'http://o.example/ns#boss'::text, NULL::text, e.boss, NULL::numeric, NULL::date, e.boss IS NOT NULL),
    (7, 'http://o.example/ns#worksIn'::text, NULL::text, e.dept, NULL::numeric, NULL::date, e.dept IS NOT NULL)) AS v(o, p, o2, o3, o4, o5, kept)
WHERE e.id = 1
  AND v.kept
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
SELECT NULL::integer, 0, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, e4.id, NULL::text, 'http://o.example/ns#boss'::text
FROM public.emp AS e4
WHERE e4.boss = 1
UNION ALL
SELECT NULL::integer, 1, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, NULL::integer, g.code, 'http://o.example/ns#host'::text
FROM public.guest AS g
WHERE g.host = 1
UNION ALL
SELECT NULL::integer, 2, NULL::text, NULL::text, NULL::integer, NULL::numeric, NULL::date, s.emp, s.skill, 'http://o.example/ns#of'::text
FROM public.skill AS s
WHERE s.emp = 1
