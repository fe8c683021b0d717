SELECT e.id, e.day, CASE WHEN isfinite(e.day) THEN date_part('year'::text, e.day)::integer END
FROM public.event AS e
