SELECT d2.kind, d3.kind
FROM (
  SELECT DISTINCT f.price, f.zone || substring(f.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f.kind AS f
  FROM public.fare AS f
  WHERE f.until >= '0001-01-01' AND f.until < 'infinity'
    AND f.price IS NOT NULL
) AS d
  CROSS JOIN (
    SELECT DISTINCT f2.kind, f2.zone || substring(f2.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f2.kind AS g
    FROM public.fare AS f2
    WHERE f2.until >= '0001-01-01' AND f2.until < 'infinity'
  ) AS d2
  JOIN (
    SELECT DISTINCT f3.kind, f3.zone || substring(f3.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f3.kind AS g
    FROM public.fare AS f3
    WHERE f3.until >= '0001-01-01' AND f3.until < 'infinity'
  ) AS d3 ON d2.g = d3.g
WHERE EXISTS (
    SELECT 1
    FROM public.fare AS f4
    WHERE f4.until >= '0001-01-01' AND f4.until < 'infinity'
      AND f4.zone || substring(f4.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f4.kind = d.f
  )
