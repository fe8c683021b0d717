SELECT r.from2, r.from3, r.from4, r.to2, r.to3, r.to4
FROM (
  WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
    (SELECT 0, s.emp, s.skill, 1, s.emp, ''::text
    FROM public.skill AS s
    UNION ALL
    SELECT 1, s2.emp, ''::text, 0, s2.emp, s2.skill
    FROM public.skill AS s2)
    UNION
    SELECT w.from2, w.from3, w.from4, u.to2, u.to3, u.to4
    FROM reached AS w
      JOIN (
        SELECT 1 AS to2, s3.emp AS to3, ''::text AS to4, 0 AS to5, s3.emp AS to6, s3.skill AS to7
        FROM public.skill AS s3
        UNION ALL
        SELECT 0, s4.emp, s4.skill, 1, s4.emp, ''::text
        FROM public.skill AS s4
      ) AS u ON w.to2 = u.to5 AND w.to3 = u.to6 AND w.to4 = u.to7
  )
  TABLE reached
) AS r
