SELECT r.to2, r.to3, r.to4, r.to5, r.to6
FROM (
  WITH RECURSIVE reached(to2, to3, to4, to5, to6) AS (
    (SELECT 0, 'http://p.example/ns#Person'::text, 0, ''::text, ''::text
    FROM public.person AS p
    WHERE p.id = 5
    UNION ALL
    SELECT 1, ''::text, k.b, ''::text, ''::text
    FROM public.knows AS k
    WHERE k.a = 5
    UNION ALL
    SELECT 2, ''::text, 0, d.firm::text, ''::text
    FROM (
      SELECT DISTINCT s.person, s.firm
      FROM public.share AS s
      WHERE s.person IS NOT NULL
        AND s.person = 5
    ) AS d)
    UNION
    SELECT u.to2, u.to3, u.to4, u.to5, u.to6
    FROM reached AS w
      JOIN (
        SELECT 0 AS to2, 'http://p.example/ns#Person'::text AS to3, 0 AS to4, ''::text AS to5, ''::text AS to6, 1 AS to7, ''::text AS to8, p2.id AS to9, ''::text AS to10, ''::text AS to11
        FROM public.person AS p2
        UNION ALL
        SELECT 1, ''::text, k2.b, ''::text, ''::text, 1, ''::text, k2.a, ''::text, ''::text
        FROM public.knows AS k2
        UNION ALL
        SELECT 0, 'http://p.example/ns#Firm'::text, 0, ''::text, ''::text, 2, ''::text, 0, f.code::text, ''::text
        FROM public.firm AS f
        UNION ALL
        SELECT 2, ''::text, 0, d2.firm::text, ''::text, 1, ''::text, d2.person, ''::text, ''::text
        FROM (
          SELECT DISTINCT s2.person, s2.firm
          FROM public.share AS s2
          WHERE s2.person IS NOT NULL
        ) AS d2
        UNION ALL
        SELECT 2, ''::text, 0, d3.firm::text, ''::text, 2, ''::text, 0, d3.owner::text, ''::text
        FROM (
          SELECT DISTINCT s3.owner, s3.firm
          FROM public.share AS s3
          WHERE s3.owner IS NOT NULL
        ) AS d3
        UNION ALL
        SELECT 0, 'http://p.example/ns#Airport'::text, 0, ''::text, ''::text, 3, d4.from2, 0, ''::text, d4.city
        FROM (
          SELECT DISTINCT a.city, textin(bpcharout(a.country)) AS from2
          FROM public.airport AS a
        ) AS d4
        UNION ALL
        SELECT 5, d5.city, 0, ''::text, ''::text, 3, d5.from2, 0, ''::text, d5.city
        FROM (
          SELECT DISTINCT a2.city, textin(bpcharout(a2.country)) AS from2
          FROM public.airport AS a2
        ) AS d5
        UNION ALL
        SELECT 3, d6.to2, 0, ''::text, d6.to_city, 3, d6.from2, 0, ''::text, d6.from_city
        FROM (
          SELECT DISTINCT f2.from_city, f2.to_city, textin(bpcharout(f2.from_country)) AS from2, textin(bpcharout(f2.to_country)) AS to2
          FROM public.flight AS f2
        ) AS d6
        UNION ALL
        SELECT 5, c.value, 0, ''::text, ''::text, 4, ''::text, c.id, ''::text, ''::text
        FROM public.cell AS c
        WHERE c.value IS NOT NULL
        UNION ALL
        SELECT 4, ''::text, c2.next, ''::text, ''::text, 4, ''::text, c2.id, ''::text, ''::text
        FROM public.cell AS c2
        WHERE c2.next IS NOT NULL
      ) AS u ON w.to2 = u.to7 AND w.to3 = u.to8 AND w.to4 = u.to9 AND w.to5 = u.to10 AND w.to6 = u.to11
  )
  TABLE reached
) AS r
