SELECT v.object, v.predicate, v.object2, v.object3, v.object4, v.object5
FROM public.emp AS e
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, 'http://o.example/ns#Employee'::text, NULL::integer, NULL::numeric, NULL::date, true),
    (2, 'http://o.example/ns#nick'::text, e.nick, NULL::integer, NULL::numeric, NULL::date, e.nick IS NOT NULL),
    (3, 'http://o.example/ns#badge'::text, NULL::text, e.badge, NULL::numeric, NULL::date, e.badge IS NOT NULL),
    (4, 'http://o.example/ns#paid'::text, NULL::text, NULL::integer, e.paid, NULL::date, e.paid <> 'NaN'),
    (5, 'http://o.example/ns#since'::text, NULL::text, NULL::integer, NULL::numeric, e.since, e.since >= '0001-01-01' AND e.since < 'infinity'),
    (6, 'http://o.example/ns#boss'::text, NULL::text, e.boss, NULL::numeric, NULL::date, e.boss IS NOT NULL),
    (7, 'http://o.example/ns#worksIn'::text, NULL::text, e.dept, NULL::numeric, NULL::date, e.dept IS NOT NULL)) AS v(object, predicate, object2, object3, object4, object5, kept)
WHERE e.id = 3
  AND v.kept
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
SELECT 7, 'http://o.example/ns#visited'::text, NULL::text, d2.dept, NULL::numeric, NULL::date
FROM (
  SELECT DISTINCT v2.dept
  FROM public.visit AS v2
  WHERE v2.emp = 3
) AS d2
