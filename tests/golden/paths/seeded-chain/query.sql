SELECT r.to2, r3.to3
FROM public.firm AS f
  JOIN (
    SELECT DISTINCT s.person, s.firm
    FROM public.share AS s
    WHERE s.person IS NOT NULL
  ) AS d ON f.code = d.firm
  JOIN (
    WITH RECURSIVE reached(person, to2) AS (
      SELECT d2.person, k.b
      FROM public.firm AS f2
        JOIN (
          SELECT DISTINCT s2.person, s2.firm
          FROM public.share AS s2
          WHERE s2.person IS NOT NULL
        ) AS d2 ON f2.code = d2.firm
        JOIN public.knows AS k ON d2.person = k.a
      WHERE f2.name = 'Alpha'
      UNION
      SELECT w.person, k2.b
      FROM reached AS w
        JOIN public.knows AS k2 ON w.to2 = k2.a
    )
    TABLE reached
  ) AS r ON d.person = r.person
  JOIN (
    WITH RECURSIVE reached2(to2, to3) AS (
      SELECT r2.to2, p.boss
      FROM (
        WITH RECURSIVE reached3(from2, to2) AS (
          SELECT d3.person, k3.b
          FROM public.firm AS f3
            JOIN (
              SELECT DISTINCT s3.person, s3.firm
              FROM public.share AS s3
              WHERE s3.person IS NOT NULL
            ) AS d3 ON f3.code = d3.firm
            JOIN public.knows AS k3 ON d3.person = k3.a
          WHERE f3.name = 'Alpha'
          UNION
          SELECT w2.from2, k4.b
          FROM reached3 AS w2
            JOIN public.knows AS k4 ON w2.to2 = k4.a
        )
        TABLE reached3
      ) AS r2
        JOIN public.person AS p ON r2.to2 = p.id
      WHERE p.boss IS NOT NULL
      UNION
      SELECT w3.to2, p2.boss
      FROM reached2 AS w3
        JOIN public.person AS p2 ON w3.to3 = p2.id
      WHERE p2.boss IS NOT NULL
    )
    TABLE reached2
  ) AS r3 ON r.to2 = r3.to2
WHERE f.name = 'Alpha'
