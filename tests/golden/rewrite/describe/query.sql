SELECT 0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date
FROM public.emp AS e
WHERE e.id = 3
UNION ALL
(SELECT 0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Person'::text, NULL::integer, NULL::numeric, NULL::date
FROM (
  SELECT 1
  FROM public.emp AS e2
  WHERE e2.id = 3
  UNION ALL
  SELECT 1
  FROM public.former AS f
  WHERE f.id = 3
) AS u
LIMIT 1)
UNION ALL
SELECT 1, 'http://o.example/ns#name'::text, d.object, NULL::integer, NULL::numeric, NULL::date
FROM (
  SELECT DISTINCT u2.object
  FROM (
    SELECT e3.name AS object
    FROM public.emp AS e3
    WHERE e3.id = 3
    UNION ALL
    SELECT f2.name
    FROM public.former AS f2
    WHERE f2.id = 3
  ) AS u2
) AS d
UNION ALL
SELECT 2, 'http://o.example/ns#nick'::text, e4.nick, NULL::integer, NULL::numeric, NULL::date
FROM public.emp AS e4
WHERE e4.id = 3
  AND e4.nick IS NOT NULL
UNION ALL
SELECT 3, 'http://o.example/ns#badge'::text, NULL::text, e5.badge, NULL::numeric, NULL::date
FROM public.emp AS e5
WHERE e5.id = 3
  AND e5.badge IS NOT NULL
UNION ALL
SELECT 4, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e6.paid, NULL::date
FROM public.emp AS e6
WHERE e6.id = 3
  AND e6.paid IS NOT NULL
UNION ALL
SELECT 5, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e7.since
FROM public.emp AS e7
WHERE e7.id = 3
  AND e7.since IS NOT NULL
UNION ALL
SELECT 6, 'http://o.example/ns#boss'::text, NULL::text, e8.boss, NULL::numeric, NULL::date
FROM public.emp AS e8
WHERE e8.id = 3
  AND e8.boss IS NOT NULL
UNION ALL
SELECT 7, 'http://o.example/ns#worksIn'::text, NULL::text, e9.dept, NULL::numeric, NULL::date
FROM public.emp AS e9
WHERE e9.id = 3
  AND e9.dept IS NOT NULL
UNION ALL
SELECT 7, 'http://o.example/ns#visited'::text, NULL::text, d2.dept, NULL::numeric, NULL::date
FROM (
  SELECT DISTINCT v.dept
  FROM public.visit AS v
  WHERE v.emp = 3
) AS d2
