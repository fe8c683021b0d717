SELECT s.old, s.built, s.power
FROM public.steam AS s
WHERE s.built > 1900
UNION ALL
SELECT d.old, d.built, d.power
FROM public.diesel AS d
WHERE d.built > 1900
