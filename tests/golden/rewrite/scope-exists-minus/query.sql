SELECT e.id
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE NOT COALESCE(e.id = e2.id AND e2.nick IS NOT NULL, false)
      AND e.id = e2.id
  ) OR EXISTS (
    SELECT 1
    FROM public.former AS f
    WHERE e.id = f.id
      AND NOT EXISTS (
        SELECT 1
        FROM public.emp AS e3
        WHERE e.id = e3.id
          AND e3.nick IS NOT NULL
          AND e3.id = f.id
      )
  )
