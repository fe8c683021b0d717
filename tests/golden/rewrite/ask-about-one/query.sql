SELECT 1
FROM (
  SELECT 1
  FROM public.emp AS e
    CROSS JOIN LATERAL (VALUES
      (true),
      (true),
      (true),
      (e.nick IS NOT NULL),
      (e.badge IS NOT NULL),
      (e.paid IS NOT NULL),
      (e.since IS NOT NULL),
      (e.boss IS NOT NULL),
      (e.dept IS NOT NULL)) AS v(kept)
  WHERE e.id = 1
    AND v.kept
  UNION ALL
  SELECT 1
  FROM public.former AS f
    CROSS JOIN LATERAL (VALUES
      (1),
      (1)) AS v2(one)
  WHERE f.id = 1
) AS u
LIMIT 1
