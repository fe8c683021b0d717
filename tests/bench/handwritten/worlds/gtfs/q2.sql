-- ?stop http://transport.linkeddata.es/madrid/metro/stops/{stop_id}
-- ?wheelchairAccesible http://transport.linkeddata.es/resource/WheelchairBoardingStatus/{wheelchair_boarding}
SELECT stop_id, stop_desc AS "stopDescription", wheelchair_boarding, stop_lat AS "stopLat", stop_lon AS "stopLong"
FROM stops
WHERE stop_lat > 40.41
