SELECT DISTINCT r.route_short_name AS "routeShortName", r.route_desc AS "routeDescription",
  t.trip_short_name AS "tripShortName", s.stop_desc AS "stopDescription", s.stop_lat AS "stopLat",
  s.stop_lon AS "stopLong"
FROM routes r
JOIN trips t USING (route_id)
JOIN stop_times st USING (trip_id)
JOIN stops s USING (stop_id)
WHERE route_id = '4__1___' AND s.wheelchair_boarding = 1
  AND (EXISTS (SELECT FROM calendar c WHERE c.service_id = t.service_id)
    OR EXISTS (SELECT FROM calendar_dates c WHERE c.service_id = t.service_id))
