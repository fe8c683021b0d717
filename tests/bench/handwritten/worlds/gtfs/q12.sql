SELECT r.route_long_name AS "longName", count(s.stop_name) AS count
FROM routes r
JOIN trips t USING (route_id)
JOIN stop_times st USING (trip_id)
JOIN stops s USING (stop_id)
WHERE s.wheelchair_boarding = 1
GROUP BY r.route_long_name
