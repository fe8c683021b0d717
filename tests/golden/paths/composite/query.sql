SELECT r.to2, r.to3
FROM (
  SELECT DISTINCT a.city, textin(bpcharout(a.country)) AS x
  FROM public.airport AS a
  WHERE a.city = 'Oslo'
) AS d
  JOIN (
    WITH RECURSIVE reached(from2, from3, to2, to3) AS (
      SELECT textin(bpcharout(f.from_country)), d2.city, textin(bpcharout(f.to_country)), f.to_city
      FROM (
        SELECT DISTINCT a2.city, textin(bpcharout(a2.country)) AS x
        FROM public.airport AS a2
        WHERE a2.city = 'Oslo'
      ) AS d2
        JOIN public.flight AS f ON d2.city = f.from_city
      WHERE d2.x = textin(bpcharout(f.from_country))
      UNION
      SELECT w.from2, w.from3, textin(bpcharout(f2.to_country)), f2.to_city
      FROM reached AS w
        JOIN public.flight AS f2 ON w.to3 = f2.from_city
      WHERE w.to2 IS NOT DISTINCT FROM textin(bpcharout(f2.from_country))
    )
    TABLE reached
  ) AS r ON d.x = r.from2 AND d.city = r.from3
