SELECT d2.kind, d3.kind
FROM (
  SELECT DISTINCT f.price, f.zone || substring(f.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f.kind AS f
  FROM public.fare AS f
  WHERE f.price IS NOT NULL
    AND f.zone || substring(f.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f.kind IS NOT NULL
) AS d
  CROSS JOIN (
    SELECT DISTINCT f2.kind, f2.zone || substring(f2.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f2.kind AS g
    FROM public.fare AS f2
  ) AS d2
  JOIN (
    SELECT DISTINCT f3.kind, f3.zone || substring(f3.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f3.kind AS g
    FROM public.fare AS f3
  ) AS d3 ON d2.g = d3.g
