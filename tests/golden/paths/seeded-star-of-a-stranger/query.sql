SELECT 0, NULL::integer
WHERE EXISTS (
    SELECT 1
    FROM public.person AS p3
    WHERE p3.id = 5
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p4
    WHERE p4.id = 5
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p5
    WHERE p5.id = 5
      AND p5.boss IS NOT NULL
  ) OR EXISTS (
    SELECT 1
    FROM public.knows AS k
    WHERE k.a = 5
  ) OR EXISTS (
    SELECT 1
    FROM public.share AS s
    WHERE s.person = 5
  ) OR EXISTS (
    SELECT 1
    FROM public.person AS p6
    WHERE p6.boss = 5
  ) OR EXISTS (
    SELECT 1
    FROM public.knows AS k2
    WHERE k2.b = 5
  )
UNION ALL
SELECT 1, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT p.id, p.boss
    FROM public.person AS p
    WHERE p.id = 5
      AND p.boss IS NOT NULL
    UNION
    SELECT w.from2, p2.boss
    FROM reached AS w
      JOIN public.person AS p2 ON w.to2 = p2.id
    WHERE p2.boss IS NOT NULL
  )
  TABLE reached
) AS r
WHERE r.from2 = 5
  AND (r.to2 = r.from2) IS DISTINCT FROM true
