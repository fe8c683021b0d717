SELECT COALESCE(sum(u7.count)::bigint, 0::bigint)
FROM (
  SELECT count(*) AS count
  FROM (
    SELECT DISTINCT u.x
    FROM (
      SELECT v.x
      FROM public.emp AS e
        CROSS JOIN LATERAL (VALUES
          (e.id, true),
          (e.id, e.dept IS NOT NULL),
          (e.boss, e.boss IS NOT NULL)) AS v(x, kept)
      WHERE v.kept
      UNION ALL
      SELECT f.id
      FROM public.former AS f
      UNION ALL
      SELECT g.host
      FROM public.guest AS g
      UNION ALL
      SELECT s.emp
      FROM public.skill AS s
    ) AS u
  ) AS d
  UNION ALL
  SELECT count(*)
  FROM public.guest AS g2
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u2.x
    FROM (
      SELECT d2.id AS x
      FROM public.dept AS d2
      UNION ALL
      SELECT e2.dept
      FROM public.emp AS e2
      WHERE e2.dept IS NOT NULL
    ) AS u2
  ) AS d3
  UNION ALL
  SELECT count(*)
  FROM public.skill AS s2
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e3.dept AS x, e3.id AS x2
    FROM public.emp AS e3
      CROSS JOIN LATERAL (VALUES
        (e3.since IS NOT NULL),
        (e3.nick IS NOT NULL),
        (e3.badge IS NOT NULL)) AS v2(kept)
    WHERE e3.dept IS NOT NULL
      AND v2.kept
  ) AS d4
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.emp AS e4
    LIMIT 1
  ) AS d5
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM (
      SELECT 1
      FROM public.emp AS e5
      UNION ALL
      SELECT 1
      FROM public.former AS f2
      UNION ALL
      SELECT 1
      FROM public.guest AS g3
    ) AS u3
    LIMIT 1
  ) AS d6
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u4.x
    FROM (
      SELECT v3.x
      FROM public.emp AS e6
        CROSS JOIN LATERAL (VALUES
          (e6.name, true),
          (e6.nick, e6.dept IS NOT NULL AND e6.nick IS NOT NULL)) AS v3(x, kept)
      WHERE v3.kept
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
  ) AS d7
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u5.x
    FROM (
      SELECT e7.nick AS x
      FROM public.emp AS e7
      WHERE e7.nick IS NOT NULL
      UNION ALL
      SELECT d8.name
      FROM public.dept AS d8
    ) AS u5
  ) AS d9
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u6.x
    FROM (
      SELECT e8.badge AS x
      FROM public.emp AS e8
      WHERE e8.badge IS NOT NULL
      UNION ALL
      SELECT s4.level
      FROM public.skill AS s4
      WHERE s4.level IS NOT NULL
    ) AS u6
  ) AS d10
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e9.paid
    FROM public.emp AS e9
    WHERE e9.paid IS NOT NULL
  ) AS d11
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e10.since
    FROM public.emp AS e10
    WHERE e10.since IS NOT NULL
  ) AS d12
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.guest AS g5
    LIMIT 1
  ) AS d13
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.dept AS d14
    LIMIT 1
  ) AS d15
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.dept AS d16
    WHERE d16.city = 'Oslo'
    LIMIT 1
  ) AS d17
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.skill AS s5
    LIMIT 1
  ) AS d18
  UNION ALL
  SELECT count(*)
  FROM (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT e11.id, e11.boss
      FROM public.emp AS e11
      WHERE e11.boss IS NOT NULL
      UNION
      SELECT w.from2, e12.boss
      FROM reached AS w
        JOIN public.emp AS e12 ON w.to2 = e12.id
      WHERE e12.boss IS NOT NULL
    )
    TABLE reached
  ) AS r
  WHERE (r.to2 = r.from2) IS DISTINCT FROM true
) AS u7
