SELECT e.id, e.paid
FROM public.emp AS e
WHERE e.paid <> 'NaN'
ORDER BY e.paid DESC, e.id::text COLLATE "C" NULLS FIRST
LIMIT 2
OFFSET 1
