SELECT v.o, v.p, v.o2, v.o3, v.o4, v.o5, v.o6
FROM public.event AS e
  CROSS JOIN LATERAL (VALUES
    (0, 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'::text, NULL::date, NULL::timestamptz, NULL::numeric, NULL::timetz, NULL::integer, true),
    (1, 'http://c.example/ns#day'::text, e.day, NULL::timestamptz, NULL::numeric, NULL::timetz, NULL::integer, e.day >= '0001-01-01' AND e.day < 'infinity'),
    (2, 'http://c.example/ns#at'::text, NULL::date, e.at, NULL::numeric, NULL::timetz, NULL::integer, e.at >= '0001-01-01' AND e.at < 'infinity'),
    (3, 'http://c.example/ns#price'::text, NULL::date, NULL::timestamptz, e.price, NULL::timetz, NULL::integer, e.price <> 'NaN'),
    (3, 'http://c.example/ns#weight'::text, NULL::date, NULL::timestamptz, e.weight, NULL::timetz, NULL::integer, e.weight - e.weight <> 'NaN'),
    (4, 'http://c.example/ns#clock'::text, NULL::date, NULL::timestamptz, NULL::numeric, e.clock, NULL::integer, e.clock::text ~ '^[0-9:.]+[+-]((0[0-9]|1[0-3])(:[0-9]{2})?|14)$'),
    (1, 'http://c.example/ns#checked'::text, e.checked, NULL::timestamptz, NULL::numeric, NULL::timetz, NULL::integer, e.checked IS NOT NULL),
    (5, 'http://c.example/ns#booked'::text, e.day, NULL::timestamptz, NULL::numeric, NULL::timetz, e.room, e.day >= '0001-01-01' AND e.day < 'infinity' AND e.room IS NOT NULL)) AS v(o, p, o2, o3, o4, o5, o6, kept)
WHERE e.id = 2
  AND v.kept
