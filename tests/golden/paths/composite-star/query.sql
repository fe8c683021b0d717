SELECT 0, NULL::text, NULL::text, d.city
FROM (
  SELECT DISTINCT a.city, textin(bpcharout(a.country)) AS x
  FROM public.airport AS a
  WHERE a.country = 'FR'::bpchar
    AND a.city = 'Lyon'
) AS d
UNION ALL
SELECT 1, r.x, r.city, r.city
FROM (
  WITH RECURSIVE reached(x, city) AS (
    SELECT textin(bpcharout(f.from_country)), f.from_city
    FROM public.flight AS f
    WHERE f.to_country = 'FR'::bpchar
      AND f.to_city = 'Lyon'
    UNION
    SELECT textin(bpcharout(f2.from_country)), f2.from_city
    FROM reached AS w
      JOIN public.flight AS f2 ON w.city = f2.to_city
    WHERE w.x = textin(bpcharout(f2.to_country))
  )
  TABLE reached
) AS r
WHERE (r.x = 'FR' AND r.city = 'Lyon') IS DISTINCT FROM true
  AND EXISTS (
    SELECT 1
    FROM public.airport AS a2
    WHERE a2.city = r.city
      AND textin(bpcharout(a2.country)) = r.x
  )
