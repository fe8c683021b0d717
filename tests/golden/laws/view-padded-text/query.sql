SELECT n.station, n.text
FROM public.notice AS n
WHERE n.language = 'de '::bpchar
