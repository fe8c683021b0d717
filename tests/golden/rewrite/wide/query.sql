SELECT 0, 0, e.id, NULL::text, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.emp AS e
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
SELECT 0, 2, e4.id, NULL::text, NULL::integer, 'http://o.example/ns#nick'::text, e4.nick, NULL::integer, NULL::numeric, NULL::date
FROM public.emp AS e4
WHERE e4.nick IS NOT NULL
UNION ALL
SELECT 0, 3, e5.id, NULL::text, NULL::integer, 'http://o.example/ns#badge'::text, NULL::text, e5.badge, NULL::numeric, NULL::date
FROM public.emp AS e5
WHERE e5.badge IS NOT NULL
UNION ALL
SELECT 0, 4, e6.id, NULL::text, NULL::integer, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e6.paid, NULL::date
FROM public.emp AS e6
WHERE e6.paid IS NOT NULL
UNION ALL
SELECT 0, 5, e7.id, NULL::text, NULL::integer, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e7.since
FROM public.emp AS e7
WHERE e7.since IS NOT NULL
UNION ALL
SELECT 0, 6, e8.id, NULL::text, NULL::integer, 'http://o.example/ns#boss'::text, NULL::text, e8.boss, NULL::numeric, NULL::date
FROM public.emp AS e8
WHERE e8.boss IS NOT NULL
UNION ALL
SELECT 0, 7, e9.id, NULL::text, NULL::integer, 'http://o.example/ns#worksIn'::text, NULL::text, e9.dept, NULL::numeric, NULL::date
FROM public.emp AS e9
WHERE e9.dept IS NOT NULL
UNION ALL
SELECT 1, 0, NULL::integer, g.code, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Guest'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.guest AS g
UNION ALL
SELECT 1, 0, NULL::integer, g2.code, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Person'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.guest AS g2
UNION ALL
SELECT 1, 1, NULL::integer, g3.code, NULL::integer, 'http://o.example/ns#name'::text, g3.name, NULL::integer, NULL::numeric, NULL::date
FROM public.guest AS g3
WHERE g3.name IS NOT NULL
UNION ALL
SELECT 1, 6, NULL::integer, g4.code, NULL::integer, 'http://o.example/ns#host'::text, NULL::text, g4.host, NULL::numeric, NULL::date
FROM public.guest AS g4
UNION ALL
SELECT 2, 0, d3.id, NULL::text, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Dept'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.dept AS d3
UNION ALL
SELECT 2, 2, d4.id, NULL::text, NULL::integer, 'http://o.example/ns#name'::text, d4.name, NULL::integer, NULL::numeric, NULL::date
FROM public.dept AS d4
UNION ALL
SELECT 2, 0, d5.id, NULL::text, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#OsloDept'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.dept AS d5
WHERE d5.city = 'Oslo'
UNION ALL
SELECT 3, 0, s.emp, s.skill, NULL::integer, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Skill'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.skill AS s
UNION ALL
SELECT 3, 6, s2.emp, s2.skill, NULL::integer, 'http://o.example/ns#of'::text, NULL::text, s2.emp, NULL::numeric, NULL::date
FROM public.skill AS s2
UNION ALL
SELECT 3, 1, s3.emp, s3.skill, NULL::integer, 'http://o.example/ns#what'::text, s3.skill, NULL::integer, NULL::numeric, NULL::date
FROM public.skill AS s3
UNION ALL
SELECT 3, 3, s4.emp, s4.skill, NULL::integer, 'http://o.example/ns#level'::text, NULL::text, s4.level, NULL::numeric, NULL::date
FROM public.skill AS s4
WHERE s4.level IS NOT NULL
UNION ALL
SELECT 4, 5, e10.dept, NULL::text, e10.id, 'http://o.example/ns#taken'::text, NULL::text, NULL::integer, NULL::numeric, e10.since
FROM public.emp AS e10
WHERE e10.dept IS NOT NULL
  AND e10.since IS NOT NULL
UNION ALL
SELECT 4, 1, e11.dept, NULL::text, e11.id, 'http://o.example/ns#sign'::text, e11.nick, NULL::integer, NULL::numeric, NULL::date
FROM public.emp AS e11
WHERE e11.dept IS NOT NULL
  AND e11.nick IS NOT NULL
UNION ALL
SELECT 4, 3, e12.dept, NULL::text, e12.id, 'http://o.example/ns#number'::text, NULL::text, e12.badge, NULL::numeric, NULL::date
FROM public.emp AS e12
WHERE e12.dept IS NOT NULL
  AND e12.badge IS NOT NULL
