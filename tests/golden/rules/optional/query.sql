SELECT p2.born IS NOT NULL, p.name || ' *'::text || p2.born::text, p.name || ' *'::text || '?'::text
FROM public.person AS p
  LEFT JOIN public.person AS p2 ON p2.id = 8 AND p2.born IS NOT NULL
WHERE p.id = 8
  AND COALESCE(CASE WHEN p2.born IS NOT NULL THEN p.name || ' *'::text || p2.born::text IS NOT NULL ELSE p.name || ' *'::text || '?'::text IS NOT NULL END, false)
