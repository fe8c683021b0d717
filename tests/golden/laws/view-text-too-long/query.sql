SELECT n.station, d.text
FROM public.notice AS n
  JOIN (
    SELECT DISTINCT q.id, q.text
    FROM (SELECT id, text FROM notice WHERE language = 'lati'
) AS q
    WHERE q.id IS NOT NULL
      AND q.text IS NOT NULL
  ) AS d ON n.id = d.id
