SELECT m.person, m.team
FROM public.member AS m
WHERE NOT EXISTS (
    SELECT 1
    FROM public.member AS m2
    WHERE m2.role IS NOT NULL
      AND m.team = m2.team
      AND m.person = m2.person
  )
