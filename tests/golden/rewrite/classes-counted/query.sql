SELECT u2.c, count(*) FILTER (WHERE u2.s = 0 AND u2.s2 IS NOT NULL OR u2.s = 1 AND u2.s3 IS NOT NULL OR u2.s = 2 AND u2.s2 IS NOT NULL OR u2.s = 3 AND u2.s2 IS NOT NULL AND u2.s3 IS NOT NULL)
FROM (
  SELECT 0 AS s, 'http://o.example/ns#Employee'::text AS c, e.id AS s2, NULL::text AS s3
  FROM public.emp AS e
  UNION ALL
  SELECT 0, 'http://o.example/ns#Person'::text, d.s, NULL::text
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
  SELECT 1, v.c, NULL::integer, g.code
  FROM public.guest AS g
    CROSS JOIN LATERAL (VALUES
      ('http://o.example/ns#Guest'::text),
      ('http://o.example/ns#Person'::text)) AS v(c)
  UNION ALL
  SELECT 2, 'http://o.example/ns#Dept'::text, d2.id, NULL::text
  FROM public.dept AS d2
  UNION ALL
  SELECT 2, 'http://o.example/ns#OsloDept'::text, d3.id, NULL::text
  FROM public.dept AS d3
  WHERE d3.city = 'Oslo'
  UNION ALL
  SELECT 3, 'http://o.example/ns#Skill'::text, s.emp, s.skill
  FROM public.skill AS s
) AS u2
GROUP BY u2.c
ORDER BY u2.c COLLATE "C" NULLS FIRST
