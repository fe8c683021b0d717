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
      WHERE e2.dept IS NOT NULL
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
  ) AS d
  UNION ALL
  SELECT 1
  FROM public.guest AS g2
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u2.x
    FROM (
      SELECT d2.id AS x
      FROM public.dept AS d2
      UNION ALL
      SELECT e4.dept
      FROM public.emp AS e4
      WHERE e4.dept IS NOT NULL
    ) AS u2
  ) AS d3
  UNION ALL
  SELECT 1
  FROM public.skill AS s2
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u3.x, u3.x2
    FROM (
      SELECT e5.dept AS x, e5.id AS x2
      FROM public.emp AS e5
      WHERE e5.dept IS NOT NULL
        AND e5.since IS NOT NULL
      UNION ALL
      SELECT e6.dept, e6.id
      FROM public.emp AS e6
      WHERE e6.dept IS NOT NULL
        AND e6.nick IS NOT NULL
      UNION ALL
      SELECT e7.dept, e7.id
      FROM public.emp AS e7
      WHERE e7.dept IS NOT NULL
        AND e7.badge IS NOT NULL
    ) AS u3
  ) AS d4
  UNION ALL
  (SELECT 1
  FROM public.emp AS e8
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM (
    SELECT 1
    FROM public.emp AS e9
    UNION ALL
    SELECT 1
    FROM public.former AS f2
    UNION ALL
    SELECT 1
    FROM public.guest AS g3
  ) AS u4
  LIMIT 1)
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u5.x
    FROM (
      SELECT e10.name AS x
      FROM public.emp AS e10
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
      UNION ALL
      SELECT e11.nick
      FROM public.emp AS e11
      WHERE e11.dept IS NOT NULL
        AND e11.nick IS NOT NULL
    ) AS u5
  ) AS d5
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u6.x
    FROM (
      SELECT e12.nick AS x
      FROM public.emp AS e12
      WHERE e12.nick IS NOT NULL
      UNION ALL
      SELECT d6.name
      FROM public.dept AS d6
    ) AS u6
  ) AS d7
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT u7.x
    FROM (
      SELECT e13.badge AS x
      FROM public.emp AS e13
      WHERE e13.badge IS NOT NULL
      UNION ALL
      SELECT s4.level
      FROM public.skill AS s4
      WHERE s4.level IS NOT NULL
    ) AS u7
  ) AS d8
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT e14.paid
    FROM public.emp AS e14
    WHERE e14.paid IS NOT NULL
  ) AS d9
  UNION ALL
  SELECT 1
  FROM (
    SELECT DISTINCT e15.since
    FROM public.emp AS e15
    WHERE e15.since IS NOT NULL
  ) AS d10
  UNION ALL
  (SELECT 1
  FROM public.guest AS g5
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.dept AS d11
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.dept AS d12
  WHERE d12.city = 'Oslo'
  LIMIT 1)
  UNION ALL
  (SELECT 1
  FROM public.skill AS s5
  LIMIT 1)
  UNION ALL
  SELECT 1
  FROM (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT e16.id, e16.boss
      FROM public.emp AS e16
      WHERE e16.boss IS NOT NULL
      UNION
      SELECT w.from2, e17.boss
      FROM reached AS w
        JOIN public.emp AS e17 ON w.to2 = e17.id
      WHERE e17.boss IS NOT NULL
    )
    TABLE reached
  ) AS r
  WHERE (r.to2 = r.from2) IS DISTINCT FROM true
) AS u8
