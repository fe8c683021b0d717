SELECT 0, NULL::text, NULL::text, d.city
FROM (
  SELECT DISTINCT a.city, textin(bpcharout(a.country)) AS x
  FROM public.airport AS a
  WHERE a.country = 'FR'::bpchar
    AND a.city = 'Lyon'
) AS d
UNION ALL
SELECT 1, d2.x, d2.city, d2.city
FROM (
  SELECT DISTINCT a2.city, textin(bpcharout(a2.country)) AS x
  FROM public.airport AS a2
) AS d2
  JOIN (
    WITH RECURSIVE reached(to2, to3) AS (
      SELECT textin(bpcharout(f.from_country)), f.from_city
      FROM public.flight AS f
      WHERE f.to_country = 'FR'::bpchar
        AND f.to_city = 'Lyon'
      UNION
      SELECT textin(bpcharout(f2.from_country)), f2.from_city
      FROM reached AS w
        JOIN public.flight AS f2 ON w.to3 = f2.to_city
      WHERE w.to2 IS NOT DISTINCT FROM textin(bpcharout(f2.to_country))
    )
    TABLE reached
  ) AS r ON d2.x = r.to2 AND d2.city = r.to3
WHERE (r.to2 = 'FR' AND r.to3 = 'Lyon') IS DISTINCT FROM true
