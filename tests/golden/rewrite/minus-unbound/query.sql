SELECT e.id, e.nick
FROM public.emp AS e
WHERE NOT EXISTS (
    SELECT 1
    FROM (
      SELECT e2.nick AS k
      FROM public.emp AS e2
      WHERE e2.nick IS NOT NULL
        AND e2.name = 'Cy'
      UNION ALL
      SELECT e3.nick
      FROM public.emp AS e3
        JOIN public.former AS f ON e3.id = f.id
      WHERE e3.nick IS NOT NULL
        AND f.name = 'Cy'
    ) AS u
    WHERE (e.nick = u.k OR NOT (e.nick IS NOT NULL))
      AND e.nick IS NOT NULL
  )
