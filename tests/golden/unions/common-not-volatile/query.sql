SELECT 0, e.vessel, d.c, e.power, NULL::text
FROM public.engine AS e
  JOIN (
    SELECT DISTINCT u.c, u.v
    FROM (
      SELECT c.id AS c, f.id AS v
      FROM public.ferry AS f
        JOIN public.company AS c ON f.owner = c.name
      UNION ALL
      SELECT c2.id, b.id
      FROM public.barge AS b
        JOIN public.company AS c2 ON b.owner = c2.name
    ) AS u
  ) AS d ON e.vessel = d.v
  JOIN (
    SELECT DISTINCT u2.v, u2.y
    FROM (
      SELECT f2.id AS v, f2.built AS y
      FROM public.ferry AS f2
      UNION ALL
      SELECT b2.id, b2.built
      FROM public.barge AS b2
    ) AS u2
  ) AS d2 ON e.vessel = d2.v
UNION ALL
SELECT CASE WHEN d5.x THEN 1 WHEN d5.x2 THEN 1 END, d5.v, d5.c, NULL::integer, CASE WHEN d5.x THEN '7'::text WHEN d5.x2 THEN '8'::text END
FROM (
  SELECT d3.v, d3.c, random() < 2 AS x, random() >= 2 AS x2
  FROM (
    SELECT DISTINCT u3.v, u3.c
    FROM (
      SELECT f3.id AS v, c3.id AS c
      FROM public.ferry AS f3
        JOIN public.company AS c3 ON f3.owner = c3.name
      UNION ALL
      SELECT b3.id, c4.id
      FROM public.barge AS b3
        JOIN public.company AS c4 ON b3.owner = c4.name
    ) AS u3
  ) AS d3
    JOIN (
      SELECT DISTINCT u4.v, u4.y
      FROM (
        SELECT f4.id AS v, f4.built AS y
        FROM public.ferry AS f4
        UNION ALL
        SELECT b4.id, b4.built
        FROM public.barge AS b4
      ) AS u4
    ) AS d4 ON d3.v = d4.v
    JOIN (
      SELECT e2.vessel AS v
      FROM public.engine AS e2
      UNION ALL
      SELECT m.vessel
      FROM public.mast AS m
    ) AS u5 ON d3.v = u5.v
) AS d5
