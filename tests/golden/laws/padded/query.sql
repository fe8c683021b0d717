SELECT n.id
FROM public.notice AS n
WHERE n.language = 'ita'::bpchar
