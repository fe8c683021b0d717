-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
-- ?location http://transport.linkeddata.es/resource/LocationType/{location_type}
-- ?wheelchairAccessible http://transport.linkeddata.es/resource/WheelchairBoardingStatus/{wheelchair_boarding}
SELECT stop_id, location_type, stop_desc AS "stopDescription", stop_lat AS "stopLat", stop_lon AS "stopLong",
  wheelchair_boarding
FROM stops
WHERE location_type = 2
