SELECT r.from2, r.to2
FROM (
  WITH RECURSIVE reached(from2, to2) AS (
    SELECT p.id, p.boss
    FROM public.person AS p
      JOIN (VALUES ('1'::integer), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9'), ('10'), ('11'), ('12'), ('13'), ('14')) AS v(id) ON p.id = v.id
    WHERE p.boss IS NOT NULL
    UNION
    SELECT w.from2, p2.boss
    FROM reached AS w
      JOIN public.person AS p2 ON w.to2 = p2.id
    WHERE p2.boss IS NOT NULL
  )
  TABLE reached
) AS r
  JOIN (VALUES ('1'::integer), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9'), ('10'), ('11'), ('12'), ('13'), ('14')) AS v2(from2) ON r.from2 = v2.from2
