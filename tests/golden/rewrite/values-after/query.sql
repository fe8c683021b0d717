SELECT s.level, d.n
FROM public.skill AS s
  JOIN (
    SELECT DISTINCT u.n, u.p
    FROM (
      SELECT e.name AS n, e.id AS p
      FROM public.emp AS e
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d ON s.emp = d.p
  JOIN (VALUES ('5'::integer), ('4')) AS v(level) ON s.level = v.level
