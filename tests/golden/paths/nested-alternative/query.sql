SELECT 0, NULL::integer
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(to2) AS (
    (SELECT p.boss
    FROM public.person AS p
    WHERE p.id = 7
      AND p.boss IS NOT NULL
    UNION ALL
    SELECT p2.id
    FROM public.person AS p2
    WHERE p2.boss = 7
      AND p2.boss IS NOT NULL)
    UNION
    SELECT u.to2
    FROM reached AS w
      JOIN (
        SELECT p3.boss AS to2, p3.id AS to3
        FROM public.person AS p3
        WHERE p3.boss IS NOT NULL
        UNION ALL
        SELECT p4.id, p4.boss
        FROM public.person AS p4
        WHERE p4.boss IS NOT NULL
      ) AS u ON w.to2 = u.to3
  )
  TABLE reached
) AS r
WHERE (r.to2 = 7) IS DISTINCT FROM true
