SELECT s.name, s.built
FROM public.steam AS s
WHERE s.built IS NOT NULL
UNION ALL
SELECT d.name, d.built
FROM public.diesel AS d
WHERE d.built IS NOT NULL
