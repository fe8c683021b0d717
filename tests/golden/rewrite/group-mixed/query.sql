SELECT v.x, v.x2, v.x3, count(*)
FROM public.emp AS e
  CROSS JOIN LATERAL (VALUES
    (0, e.boss, NULL::text, e.boss IS NOT NULL),
    (1, NULL::integer, e.nick, e.nick IS NOT NULL),
    (2, e.dept, NULL::text, e.dept IS NOT NULL)) AS v(x, x2, x3, kept)
WHERE v.kept
GROUP BY v.x, v.x2, v.x3
ORDER BY CASE WHEN v.x = 0 THEN CASE WHEN v.x2 IS NOT NULL THEN 2 END WHEN v.x = 1 THEN CASE WHEN v.x3 IS NOT NULL THEN 8 END WHEN v.x = 2 THEN CASE WHEN v.x2 IS NOT NULL THEN 2 END END NULLS FIRST, CASE WHEN v.x = 0 THEN 'http://o.example/person/' || v.x2::text WHEN v.x = 1 THEN v.x3 WHEN v.x = 2 THEN 'http://o.example/dept/' || v.x2::text END COLLATE "C" NULLS FIRST
