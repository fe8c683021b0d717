SELECT count(*)
FROM (
  SELECT 1
  FROM (
    SELECT DISTINCT u.x
    FROM (
      SELECT e.id AS x
      FROM public.emp AS e
      UNION ALL
      SELECT e2.id
      FROM public.emp AS e2
        JOIN public.dept AS d ON e2.dept = d.id
      UNION ALL
      SELECT f.id
      FROM public.former AS f
      UNION ALL
      SELECT e3.boss
      FROM public.emp AS e3
      WHERE e3.boss IS NOT NULL
      UNION ALL
      SELECT g.host
      FROM public.guest AS g
      UNION ALL
      SELECT s.emp
      FROM public.skill AS s
    ) AS u
  ) AS d2
  UNION ALL
  SELECT 1
  FROM public.guest AS g2
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u2.x
    FROM (
      SELECT d3.id AS x
      FROM public.dept AS d3
      UNION ALL
      SELECT e4.dept
      FROM public.emp AS e4
        JOIN public.dept AS d4 ON e4.dept = d4.id
    ) AS u2
  ) AS d5
  UNION ALL
  SELECT 1
  FROM public.skill AS s2
  UNION ALL
  (SELECT 1
  FROM public.emp AS e5
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM (
    SELECT 1
    FROM public.emp AS e6
    UNION ALL
    SELECT 1
    FROM public.former AS f2
    UNION ALL
    SELECT 1
    FROM public.guest AS g3
  ) AS u3
  LIMIT 1)
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u4.x
    FROM (
      SELECT e7.name AS x
      FROM public.emp AS e7
      UNION ALL
      SELECT f3.name
      FROM public.former AS f3
      UNION ALL
      SELECT g4.name
      FROM public.guest AS g4
      WHERE g4.name IS NOT NULL
      UNION ALL
      SELECT s3.skill
      FROM public.skill AS s3
    ) AS u4
  ) AS d6
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u5.x
    FROM (
      SELECT e8.nick AS x
      FROM public.emp AS e8
      WHERE e8.nick IS NOT NULL
      UNION ALL
      SELECT d7.name
      FROM public.dept AS d7
    ) AS u5
  ) AS d8
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u6.x
    FROM (
      SELECT e9.badge AS x
      FROM public.emp AS e9
      WHERE e9.badge IS NOT NULL
      UNION ALL
      SELECT s4.level
      FROM public.skill AS s4
      WHERE s4.level IS NOT NULL
    ) AS u6
  ) AS d9
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT e10.paid
    FROM public.emp AS e10
    WHERE e10.paid IS NOT NULL
  ) AS d10
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT e11.since
    FROM public.emp AS e11
    WHERE e11.since IS NOT NULL
  ) AS d11
  UNION ALL
  (SELECT 1
  FROM public.guest AS g5
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.dept AS d12
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.dept AS d13
  WHERE d13.city = 'Oslo'
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.skill AS s5
  LIMIT 1)
  UNION ALL
  SELECT 1
  FROM (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT e12.id, e12.boss
      FROM public.emp AS e12
      WHERE e12.boss IS NOT NULL
      UNION
      SELECT w.from2, e13.boss
      FROM reached AS w
        JOIN public.emp AS e13 ON w.to2 = e13.id
      WHERE e13.boss IS NOT NULL
    )
    TABLE reached
  ) AS r
  WHERE (r.to2 = r.from2) IS DISTINCT FROM true
) AS u7
