SELECT e.id, e.at
FROM public.event AS e
WHERE CASE WHEN isfinite(e.at) THEN date_part('year'::text, e.at)::integer END > 2000
  AND e.at IS NOT NULL
