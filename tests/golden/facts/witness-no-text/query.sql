SELECT DISTINCT f.kind
FROM public.fare AS f
WHERE f.zone || substring(f.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f.kind = f.zone || substring(f.until::text, '^[0-9]+-[0-9]+-[0-9]+$') || f.kind
  AND f.until >= '0001-01-01' AND f.until < 'infinity'
