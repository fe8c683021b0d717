SELECT s2.skill, d.a
FROM public.skill AS s
  JOIN public.skill AS s2 ON s.emp = s2.emp
  JOIN (
    SELECT DISTINCT u.a, u.p
    FROM (
      SELECT e.name AS a, e.id AS p
      FROM public.emp AS e
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d ON s.emp = d.p
WHERE s.skill = 'sql'
