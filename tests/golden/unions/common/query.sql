SELECT u2.part, d.part, u2.part3, u2.size, d.owner
FROM (
  SELECT DISTINCT u.part, u.owner
  FROM (
    SELECT f.id AS part, c.id AS owner
    FROM public.ferry AS f
      JOIN public.company AS c ON f.owner = c.name
    UNION ALL
    SELECT b.id, c2.id
    FROM public.barge AS b
      JOIN public.company AS c2 ON b.owner = c2.name
  ) AS u
) AS d
  JOIN (
    SELECT 0 AS part, e.vessel AS part2, e.number AS part3, e.power AS size
    FROM public.engine AS e
    UNION ALL
    SELECT 1, m.vessel, NULL::integer, m.height
    FROM public.mast AS m
  ) AS u2 ON d.part = u2.part2
