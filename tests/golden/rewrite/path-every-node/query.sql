SELECT COALESCE(sum(u6.count)::bigint, 0::bigint)
FROM (
  SELECT count(*) AS count
  FROM (
    SELECT DISTINCT u.x
    FROM (
      SELECT v.x
      FROM public.emp AS e
        CROSS JOIN LATERAL (VALUES
          (e.id, true),
          (e.boss, e.boss IS NOT NULL)) AS v(x, kept)
      WHERE v.kept
      UNION ALL
      SELECT f.id
      FROM public.former AS f
    ) AS u
  ) AS d
  UNION ALL
  SELECT count(*)
  FROM public.guest AS g
  UNION ALL
  SELECT count(*)
  FROM public.dept AS d2
  UNION ALL
  SELECT count(*)
  FROM public.skill AS s
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e2.dept AS x, e2.id AS x2
    FROM public.emp AS e2
      CROSS JOIN LATERAL (VALUES
        (e2.since >= '0001-01-01' AND e2.since < 'infinity'),
        (e2.nick IS NOT NULL),
        (e2.badge IS NOT NULL)) AS v2(kept)
    WHERE e2.dept IS NOT NULL
      AND v2.kept
  ) AS d3
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.emp AS e3
    LIMIT 1
  ) AS d4
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM (
      SELECT 1
      FROM public.emp AS e4
      UNION ALL
      SELECT 1
      FROM public.former AS f2
    ) AS u2
    LIMIT 1
  ) AS d5
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u3.x
    FROM (
      SELECT v3.x
      FROM public.emp AS e5
        CROSS JOIN LATERAL (VALUES
          (e5.name, true),
          (e5.nick, e5.dept IS NOT NULL AND e5.nick IS NOT NULL)) AS v3(x, kept)
      WHERE v3.kept
      UNION ALL
      SELECT f3.name
      FROM public.former AS f3
      UNION ALL
      SELECT g2.name
      FROM public.guest AS g2
      WHERE g2.name IS NOT NULL
      UNION ALL
      SELECT s2.skill
      FROM public.skill AS s2
    ) AS u3
  ) AS d6
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u4.x
    FROM (
      SELECT e6.nick AS x
      FROM public.emp AS e6
      WHERE e6.nick IS NOT NULL
      UNION ALL
      SELECT d7.name
      FROM public.dept AS d7
    ) AS u4
  ) AS d8
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT u5.x
    FROM (
      SELECT e7.badge AS x
      FROM public.emp AS e7
      WHERE e7.badge IS NOT NULL
      UNION ALL
      SELECT s3.level
      FROM public.skill AS s3
      WHERE s3.level IS NOT NULL
    ) AS u5
  ) AS d9
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e8.paid
    FROM public.emp AS e8
    WHERE e8.paid <> 'NaN'
  ) AS d10
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT DISTINCT e9.since
    FROM public.emp AS e9
    WHERE e9.since >= '0001-01-01' AND e9.since < 'infinity'
  ) AS d11
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.guest AS g3
    LIMIT 1
  ) AS d12
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.dept AS d13
    LIMIT 1
  ) AS d14
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.dept AS d15
    WHERE d15.city = 'Oslo'
    LIMIT 1
  ) AS d16
  UNION ALL
  SELECT count(*)
  FROM (
    SELECT 1
    FROM public.skill AS s4
    LIMIT 1
  ) AS d17
  UNION ALL
  SELECT count(*)
  FROM (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT e10.id, e10.boss
      FROM public.emp AS e10
      WHERE e10.boss IS NOT NULL
      UNION
      SELECT w.from2, e11.boss
      FROM reached AS w
        JOIN public.emp AS e11 ON w.to2 = e11.id
      WHERE e11.boss IS NOT NULL
    )
    TABLE reached
  ) AS r
  WHERE (r.to2 = r.from2) IS DISTINCT FROM true
) AS u6
