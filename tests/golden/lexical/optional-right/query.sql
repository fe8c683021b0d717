SELECT r.id, CASE WHEN e.id IS NOT NULL THEN r.since END, e.price
FROM public.room AS r
  LEFT JOIN public.event AS e ON r.since = e.day AND e.price <> 'NaN' AND r.since >= '0001-01-01' AND r.since < 'infinity'
