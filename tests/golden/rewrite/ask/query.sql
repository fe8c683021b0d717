SELECT 1
FROM public.guest AS g
WHERE NOT EXISTS (
    SELECT 1
    FROM public.guest AS g2
    WHERE g.code = g2.code
      AND g2.name IS NOT NULL
  )
LIMIT 1
