-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
-- ?service http://transport.linkeddata.es/madrid/metro/services/{service_id}
-- ?stopTime http://transport.linkeddata.es/madrid/metro/stoptimes/{trip_id}-{stop_id}-{arrival_time}
-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
-- ?serviceRule http://transport.linkeddata.es/madrid/metro/calendar_date_rule/{service_id}-{date}
-- ?serviceRule http://transport.linkeddata.es/madrid/metro/calendar_rules/{service_id}
SELECT route_id, r.route_short_name AS "routeShortName", r.route_desc AS "routeDescription", trip_id,
  t.trip_short_name AS "tripShortName", service_id, st.arrival_time, stop_id,
  s.stop_desc AS "stopDescription", rule.date
FROM routes r
JOIN trips t USING (route_id)
JOIN stop_times st USING (trip_id)
JOIN stops s USING (stop_id)
JOIN (
    SELECT service_id, NULL::date AS date FROM calendar
    UNION ALL
    SELECT service_id, date FROM calendar_dates
  ) rule USING (service_id)
