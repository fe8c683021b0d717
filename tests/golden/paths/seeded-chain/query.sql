WITH RECURSIVE reached(person, to2) AS (
  SELECT d.person, k.b
  FROM public.firm AS f
    JOIN (
      SELECT DISTINCT s.person, s.firm
      FROM public.share AS s
      WHERE s.person IS NOT NULL
    ) AS d ON f.code = d.firm
    JOIN public.knows AS k ON d.person = k.a
  WHERE f.name = 'Alpha'
  UNION
  SELECT w.person, k2.b
  FROM reached AS w
    JOIN public.knows AS k2 ON w.to2 = k2.a
)
SELECT r.to2, r3.to3
FROM public.firm AS f2
  JOIN (
    SELECT DISTINCT s2.person, s2.firm
    FROM public.share AS s2
    WHERE s2.person IS NOT NULL
  ) AS d2 ON f2.code = d2.firm
  JOIN reached AS r ON d2.person = r.person
  JOIN (
    WITH RECURSIVE reached2(to2, to3) AS (
      SELECT r2.to2, p.boss
      FROM reached AS r2
        JOIN public.person AS p ON r2.to2 = p.id
      WHERE p.boss IS NOT NULL
      UNION
      SELECT w2.to2, p2.boss
      FROM reached2 AS w2
        JOIN public.person AS p2 ON w2.to3 = p2.id
      WHERE p2.boss IS NOT NULL
    )
    TABLE reached2
  ) AS r3 ON r.to2 = r3.to2
WHERE f2.name = 'Alpha'
