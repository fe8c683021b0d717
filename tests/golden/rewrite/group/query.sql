SELECT e.dept, count(*), count(*) = count(CASE WHEN e.paid <> 'NaN' THEN e.paid END), avg(CASE WHEN e.paid <> 'NaN' THEN e.paid END), count(*) = count(d.k COLLATE "C"), max(d.k COLLATE "C")
FROM public.emp AS e
  LEFT JOIN (
    SELECT DISTINCT u.k, u.p
    FROM (
      SELECT e2.name AS k, e2.id AS p
      FROM public.emp AS e2
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d ON e.id = d.p
WHERE e.dept IS NOT NULL
GROUP BY e.dept
ORDER BY e.dept::text COLLATE "C" NULLS FIRST
