-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
-- ?serviceRule http://transport.linkeddata.es/madrid/metro/calendar_date_rule/{service_id}-{servDate}
SELECT t.trip_id, service_id, t.route_id, d.date AS "servDate"
FROM trips t
JOIN calendar_dates d USING (service_id)
WHERE d.exception_type = 1 AND d.date BETWEEN '2017-03-01' AND '2017-03-31'
