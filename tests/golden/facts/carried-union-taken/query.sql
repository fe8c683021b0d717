SELECT DISTINCT u.b, u.name
FROM (
  SELECT s.built AS b, s.id AS e, s.name
  FROM public.steam AS s
  WHERE s.built IS NOT NULL
  UNION ALL
  SELECT d.built, d.id, d.name
  FROM public.diesel AS d
  WHERE d.built IS NOT NULL
) AS u
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT t.engine AS e
      FROM public.tender AS t
      UNION ALL
      SELECT l.id
      FROM public.loan AS l
    ) AS u2
    WHERE u2.e = u.e
  )
