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
        SELECT 0 AS from2, s3.emp AS from3, s3.skill AS from4, 1 AS to2, s3.emp AS to3, ''::text AS to4
        FROM public.skill AS s3
        UNION ALL
        SELECT 1, s4.emp, ''::text, 0, s4.emp, s4.skill
        FROM public.skill AS s4
      ) AS u ON w.to2 = u.from2 AND w.to3 = u.from3 AND w.to4 = u.from4
  )
  TABLE reached
) AS r
