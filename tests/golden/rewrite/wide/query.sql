SELECT v.s, v.o, v.s2, NULL::text, v.s3, v.p, v.o2, v.o3, v.o4, v.o5
FROM public.emp AS e
  CROSS JOIN LATERAL (VALUES
    (0, 0, e.id, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date, true),
    (0, 2, e.id, NULL::integer, 'http://o.example/ns#nick'::text, e.nick, NULL::integer, NULL::numeric, NULL::date, e.nick IS NOT NULL),
    (0, 3, e.id, NULL::integer, 'http://o.example/ns#badge'::text, NULL::text, e.badge, NULL::numeric, NULL::date, e.badge IS NOT NULL),
    (0, 4, e.id, NULL::integer, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e.paid, NULL::date, e.paid <> 'NaN'),
    (0, 5, e.id, NULL::integer, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e.since, e.since >= '0001-01-01' AND e.since < 'infinity'),
    (0, 6, e.id, NULL::integer, 'http://o.example/ns#boss'::text, NULL::text, e.boss, NULL::numeric, NULL::date, e.boss IS NOT NULL),
    (0, 7, e.id, NULL::integer, 'http://o.example/ns#worksIn'::text, NULL::text, e.dept, NULL::numeric, NULL::date, e.dept IS NOT NULL),
    (4, 5, e.dept, e.id, 'http://o.example/ns#taken'::text, NULL::text, NULL::integer, NULL::numeric, e.since, e.since >= '0001-01-01' AND e.since < 'infinity' AND e.dept IS NOT NULL),
    (4, 1, e.dept, e.id, 'http://o.example/ns#sign'::text, e.nick, NULL::integer, NULL::numeric, NULL::date, e.dept IS NOT NULL AND e.nick IS NOT NULL),
    (4, 3, e.dept, e.id, 'http://o.example/ns#number'::text, NULL::text, e.badge, NULL::numeric, NULL::date, e.dept IS NOT NULL AND e.badge IS NOT NULL)) AS v(s, o, s2, s3, p, o2, o3, o4, o5, kept)
WHERE v.kept
UNION ALL
SELECT 0, 0, d.s, NULL::text, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Person'::text, NULL::integer, NULL::numeric, NULL::date
FROM (
  SELECT DISTINCT u.s
  FROM (
    SELECT e2.id AS s
    FROM public.emp AS e2
    UNION ALL
    SELECT f.id
    FROM public.former AS f
  ) AS u
) AS d
UNION ALL
SELECT 0, 1, d2.s, NULL::text, NULL::integer, 'http://o.example/ns#name'::text, d2.o, NULL::integer, NULL::numeric, NULL::date
FROM (
  SELECT DISTINCT u2.s, u2.o
  FROM (
    SELECT e3.id AS s, e3.name AS o
    FROM public.emp AS e3
    UNION ALL
    SELECT f2.id, f2.name
    FROM public.former AS f2
  ) AS u2
) AS d2
UNION ALL
SELECT 1, v2.o, NULL::integer, g.code, NULL::integer, v2.p, v2.o2, v2.o3, NULL::numeric, NULL::date
FROM public.guest AS g
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Guest'::text, NULL::integer, true),
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Person'::text, NULL::integer, true),
    (1, 'http://o.example/ns#name'::text, g.name, NULL::integer, g.name IS NOT NULL),
    (6, 'http://o.example/ns#host'::text, NULL::text, g.host, true)) AS v2(o, p, o2, o3, kept)
WHERE v2.kept
UNION ALL
SELECT 2, v3.o, d3.id, NULL::text, NULL::integer, v3.p, v3.o2, NULL::integer, NULL::numeric, NULL::date
FROM public.dept AS d3
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Dept'::text),
    (2, 'http://o.example/ns#name'::text, d3.name)) AS v3(o, p, o2)
UNION ALL
SELECT 2, 0, d4.id, NULL::text, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#OsloDept'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.dept AS d4
WHERE d4.city = 'Oslo'
UNION ALL
SELECT 3, v4.o, s.emp, s.skill, NULL::integer, v4.p, v4.o2, v4.o3, NULL::numeric, NULL::date
FROM public.skill AS s
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Skill'::text, NULL::integer, true),
    (6, 'http://o.example/ns#of'::text, NULL::text, s.emp, true),
    (1, 'http://o.example/ns#what'::text, s.skill, NULL::integer, true),
    (3, 'http://o.example/ns#level'::text, NULL::text, s.level, s.level IS NOT NULL)) AS v4(o, p, o2, o3, kept)
WHERE v4.kept
