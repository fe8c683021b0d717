-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
-- ?parStation http://transport.linkeddata.es/madrid/metro/stops/{parent_station}
SELECT s.stop_id, s.parent_station, s.stop_name AS "accName", p.stop_name AS name
FROM stops s
JOIN stops p ON p.stop_id = s.parent_station
WHERE s.location_type = 2
