-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?serviceRule http://transport.linkeddata.es/madrid/metro/calendar_rules/{service_id}
-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
SELECT service_id, t.trip_id, route_id, name.long AS "longName", name.short AS "shortName"
FROM calendar c
JOIN trips t USING (service_id)
JOIN routes r USING (route_id)
CROSS JOIN LATERAL (VALUES (r.route_long_name, NULL), (NULL, r.route_short_name)) AS name (long, short)
WHERE c.sunday = 1 AND (name.long IS NOT NULL OR name.short IS NOT NULL)
