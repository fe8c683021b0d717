SELECT r.id, r.rate
FROM public.room AS r
WHERE r.rate - r.rate <> 'NaN'
ORDER BY r.rate DESC
LIMIT 1
