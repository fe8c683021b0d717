SELECT r.from2, r.from3, r.from4, r.to2, r.to3, r.to4
FROM (
  WITH RECURSIVE reached(from2, from3, from4, to2, to3, to4) AS (
    SELECT u.from2, u.from3, u.from4, u.to2, u.from3, u.to3
    FROM (
      SELECT 0 AS from2, s.emp AS from3, s.skill AS from4, 1 AS to2, ''::text AS to3
      FROM public.skill AS s
      UNION ALL
      SELECT 1, s2.emp, ''::text, 0, s2.skill
      FROM public.skill AS s2
    ) AS u
    UNION
    SELECT w.from2, w.from3, w.from4, u2.to2, w.to3, u2.to3
    FROM reached AS w
      JOIN (
        SELECT 1 AS to2, ''::text AS to3, 0 AS to4, s3.emp AS to5, s3.skill AS to6
        FROM public.skill AS s3
        UNION ALL
        SELECT 0, s4.skill, 1, s4.emp, ''::text
        FROM public.skill AS s4
      ) AS u2 ON w.to2 = u2.to4 AND w.to3 = u2.to5 AND w.to4 = u2.to6
  )
  TABLE reached
) AS r
