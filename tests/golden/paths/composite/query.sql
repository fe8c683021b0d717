SELECT r.to2, r.to3
FROM (
  WITH RECURSIVE reached(x, city, to2, to3) AS (
    SELECT textin(bpcharout(f.from_country)), d.city, textin(bpcharout(f.to_country)), f.to_city
    FROM (
      SELECT DISTINCT a.city, textin(bpcharout(a.country)) AS x
      FROM public.airport AS a
      WHERE a.city = 'Oslo'
    ) AS d
      JOIN public.flight AS f ON d.city = f.from_city
    WHERE d.x = textin(bpcharout(f.from_country))
    UNION
    SELECT w.x, w.city, textin(bpcharout(f2.to_country)), f2.to_city
    FROM reached AS w
      JOIN public.flight AS f2 ON w.to3 = f2.from_city
    WHERE w.to2 = textin(bpcharout(f2.from_country))
  )
  TABLE reached
) AS r
WHERE EXISTS (
    SELECT 1
    FROM public.airport AS a2
    WHERE a2.city = 'Oslo'
      AND a2.city = r.city
      AND textin(bpcharout(a2.country)) = r.x
  )
