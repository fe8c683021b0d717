SELECT DISTINCT u.s, CASE WHEN u.e = 0 THEN CASE WHEN u.e2 IS NOT NULL AND u.e3 IS NOT NULL THEN 1 END WHEN u.e = 1 THEN CASE WHEN u.e2 IS NOT NULL THEN 2 END END, CASE WHEN u.e = 0 THEN u.e2 WHEN u.e = 1 THEN u.e2 END, CASE WHEN u.e = 0 THEN u.e3 END
FROM (
  SELECT 0 AS e, e.vessel AS e2, e.number AS e3, e.power AS s
  FROM public.engine AS e
  UNION ALL
  SELECT 1, m.vessel, NULL::integer, m.height
  FROM public.mast AS m
) AS u
WHERE EXISTS (
    SELECT 1
    FROM (
      SELECT f.id AS e
      FROM public.ferry AS f
      UNION ALL
      SELECT b.id
      FROM public.barge AS b
        JOIN public.company AS c ON b.owner = c.name
      UNION ALL
      SELECT r.id
      FROM public.raft AS r
    ) AS u2
    WHERE u2.e = u.e2
  )
