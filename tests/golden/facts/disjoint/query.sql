SELECT s.id, s.built, s.power
FROM public.steam AS s
WHERE s.built IS NOT NULL
UNION ALL
SELECT d.id, d.built, d.power
FROM public.diesel AS d
WHERE d.built IS NOT NULL
