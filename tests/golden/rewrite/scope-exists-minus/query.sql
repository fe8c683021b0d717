SELECT e.id
FROM public.emp AS e
WHERE EXISTS (
    SELECT 1
    FROM public.emp AS e2
    WHERE e.id = e2.id
      AND NOT EXISTS (
        SELECT 1
        FROM public.emp AS e3
        WHERE e.id = e3.id
          AND e3.nick IS NOT NULL
          AND e2.id = e3.id
      )
  ) OR EXISTS (
    SELECT 1
    FROM public.former AS f
    WHERE e.id = f.id
      AND NOT EXISTS (
        SELECT 1
        FROM public.emp AS e4
        WHERE e.id = e4.id
          AND e4.nick IS NOT NULL
          AND f.id = e4.id
      )
  )
