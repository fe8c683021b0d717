SELECT d.y, d.y
FROM (
  SELECT DISTINCT u.y
  FROM (
    SELECT p.id AS y
    FROM public.person AS p
    WHERE p.id IN (2, 3)
    UNION ALL
    SELECT s.person
    FROM public.share AS s
    WHERE s.person IN (2, 3)
    UNION ALL
    SELECT p2.boss
    FROM public.person AS p2
    WHERE p2.boss IN (2, 3)
    UNION ALL
    SELECT k.b
    FROM public.knows AS k
    WHERE k.b IN (2, 3)
  ) AS u
) AS d
UNION ALL
SELECT r.to2, r.from2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT p3.boss, p3.id
    FROM public.person AS p3
    WHERE p3.boss IN (2, 3)
      AND p3.boss IS NOT NULL
    UNION
    SELECT w.from2, p4.id
    FROM reached AS w
      JOIN public.person AS p4 ON w.to2 = p4.boss
  )
  TABLE reached
) AS r
WHERE r.from2 IN (2, 3)
  AND (r.to2 = r.from2) IS DISTINCT FROM true
