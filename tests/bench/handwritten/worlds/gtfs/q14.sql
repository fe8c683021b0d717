-- ?stopTime http://transport.linkeddata.es/madrid/metro/stoptimes/{trip_id}-{stop_id}-{arrival_time}
-- ?trip http://transport.linkeddata.es/madrid/metro/trips/{trip_id}
-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
-- ?route http://transport.linkeddata.es/madrid/metro/routes/{route_id}
SELECT trip_id, stop_id, st.arrival_time, st.stop_sequence AS sequence, t.route_id, s.stop_name AS "stopName"
FROM stop_times st
JOIN trips t USING (trip_id)
JOIN stops s USING (stop_id)
ORDER BY st.stop_sequence
