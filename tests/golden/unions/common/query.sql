SELECT u2.part, u2.part2, u2.part3, u2.size, d.owner
FROM (
  SELECT DISTINCT u.owner, u.v
  FROM (
    SELECT c.id AS owner, f.id AS v
    FROM public.ferry AS f
      JOIN public.company AS c ON f.owner = c.name
    UNION ALL
    SELECT c2.id, b.id
    FROM public.barge AS b
      JOIN public.company AS c2 ON b.owner = c2.name
  ) AS u
) AS d
  JOIN (
    SELECT 0 AS part, e.vessel AS part2, e.number AS part3, e.power AS size, e.vessel AS v
    FROM public.engine AS e
    UNION ALL
    SELECT 1, m.vessel, NULL::integer, m.height, m.vessel
    FROM public.mast AS m
  ) AS u2 ON d.v = u2.v
