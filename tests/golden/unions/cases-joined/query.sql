SELECT d.owner, CASE WHEN e.fuel = 'diesel' THEN e.power::bigint ELSE e.power::bigint * 2::bigint END
FROM public.engine AS e
  JOIN (
    SELECT DISTINCT u.owner, u.vessel
    FROM (
      SELECT c.id AS owner, f.id AS vessel
      FROM public.ferry AS f
        JOIN public.company AS c ON f.owner = c.name
      UNION ALL
      SELECT c2.id, b.id
      FROM public.barge AS b
        JOIN public.company AS c2 ON b.owner = c2.name
    ) AS u
  ) AS d ON e.vessel = d.vessel
WHERE e.fuel IN ('diesel', 'steam')
