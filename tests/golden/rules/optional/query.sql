SELECT p.born IS NOT NULL, p.name || ' *'::text || p.born::text, p.name || ' *'::text || '?'::text
FROM public.person AS p
WHERE p.id = 8
  AND COALESCE(CASE WHEN p.born IS NOT NULL THEN p.name || ' *'::text || p.born::text IS NOT NULL ELSE p.name || ' *'::text || '?'::text IS NOT NULL END, false)
