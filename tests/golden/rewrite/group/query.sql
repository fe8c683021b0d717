SELECT e.dept, count(*), count(*) = count(e.paid), avg(e.paid), count(*) = count(d2.k COLLATE "C"), max(d2.k COLLATE "C")
FROM public.emp AS e
  JOIN public.dept AS d ON e.dept = d.id
  LEFT JOIN (
    SELECT DISTINCT u.k, u.p
    FROM (
      SELECT e2.name AS k, e2.id AS p
      FROM public.emp AS e2
      UNION ALL
      SELECT f.name, f.id
      FROM public.former AS f
    ) AS u
  ) AS d2 ON e.id = d2.p
GROUP BY e.dept
ORDER BY e.dept::text COLLATE "C" NULLS FIRST
