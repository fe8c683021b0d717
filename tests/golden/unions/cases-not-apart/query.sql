SELECT e.vessel, e.number, v.hp
FROM public.engine AS e
  CROSS JOIN LATERAL (VALUES
    (e.power::bigint),
    (e.power::bigint * 2::bigint)) AS v(hp)
WHERE e.fuel = 'diesel'
