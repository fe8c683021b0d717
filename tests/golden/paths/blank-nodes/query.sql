SELECT c.value
FROM public.cell AS c
WHERE c.value = 'one'
UNION ALL
SELECT c5.value
FROM public.cell AS c2
  JOIN (
    WITH RECURSIVE reached(from2, to2) AS (
      SELECT c3.id, c3.next
      FROM public.cell AS c3
      WHERE c3.value = 'one'
        AND c3.next IS NOT NULL
      UNION
      SELECT w.from2, c4.next
      FROM reached AS w
        JOIN public.cell AS c4 ON w.to2 = c4.id
      WHERE c4.next IS NOT NULL
    )
    TABLE reached
  ) AS r ON c2.id = r.from2
  JOIN public.cell AS c5 ON r.to2 = c5.id
WHERE c2.value = 'one'
  AND (r.to2 = c2.id) IS DISTINCT FROM true
  AND c5.value IS NOT NULL
