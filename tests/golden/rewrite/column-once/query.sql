SELECT s.emp, s.skill
FROM public.skill AS s
ORDER BY s.emp::text COLLATE "C" NULLS FIRST, s.skill COLLATE "C" NULLS FIRST
