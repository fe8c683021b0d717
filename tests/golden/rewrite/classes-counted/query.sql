SELECT u2.c, COALESCE(sum(u2.count)::bigint, 0::bigint)
FROM (
  SELECT 'http://o.example/ns#Employee'::text AS c, count(*) FILTER (WHERE e.id IS NOT NULL) AS count
  FROM public.emp AS e
  GROUP BY 'http://o.example/ns#Employee'::text
  UNION ALL
  SELECT 'http://o.example/ns#Person'::text, count(*) FILTER (WHERE d.s IS NOT NULL)
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
  GROUP BY 'http://o.example/ns#Person'::text
  UNION ALL
  SELECT 'http://o.example/ns#Guest'::text, count(*) FILTER (WHERE g.code IS NOT NULL)
  FROM public.guest AS g
  GROUP BY 'http://o.example/ns#Guest'::text
  UNION ALL
  SELECT 'http://o.example/ns#Person'::text, count(*) FILTER (WHERE g2.code IS NOT NULL)
  FROM public.guest AS g2
  GROUP BY 'http://o.example/ns#Person'::text
  UNION ALL
  SELECT 'http://o.example/ns#Dept'::text, count(*) FILTER (WHERE d2.id IS NOT NULL)
  FROM public.dept AS d2
  GROUP BY 'http://o.example/ns#Dept'::text
  UNION ALL
  SELECT 'http://o.example/ns#OsloDept'::text, count(*) FILTER (WHERE d3.id IS NOT NULL)
  FROM public.dept AS d3
  WHERE d3.city = 'Oslo'
  GROUP BY 'http://o.example/ns#OsloDept'::text
  UNION ALL
  SELECT 'http://o.example/ns#Skill'::text, count(*) FILTER (WHERE s.emp IS NOT NULL AND s.skill IS NOT NULL)
  FROM public.skill AS s
  GROUP BY 'http://o.example/ns#Skill'::text
) AS u2
GROUP BY u2.c
ORDER BY u2.c COLLATE "C" NULLS FIRST
