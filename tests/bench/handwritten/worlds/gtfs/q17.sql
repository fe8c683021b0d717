-- ?routeType http://transport.linkeddata.es/resource/RouteType/{route_type}
-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
SELECT r.route_short_name AS "routeName", r.route_type, trip_id, f.start_time AS "startTime",
  f.end_time AS "endTime"
FROM frequencies f
JOIN trips t USING (trip_id)
JOIN routes r USING (route_id)
